// What a person has chosen about the console. app/console/settings loads and keeps them.
#pragma once

#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>

namespace deck {

/// How the list of devices of one hub is looked at.
struct DeviceListChoice
{
    static constexpr qsizetype kMostQueries = 12;
    static constexpr qsizetype kMostColumns = 12;

    QStringList hiddenColumns = {}; ///< "state", "client", …
    QStringList pathColumns = {};   ///< "tags.site", "properties.reported.firmware", …
    QStringList queries = {};       ///< the last ones, newest first
    bool operator==(const DeviceListChoice&) const = default;
};

struct PreferenceValues
{
    enum class Colors { System, Light, Dark };

    Colors colors = Colors::System;
    bool compactRows = false;
    bool reduceMotion = false;
    bool startLocalHub = true;   ///< at the next start of the program
    QString snippetLanguage = {}; ///< last chosen in Connect my device
    QMap<QString, DeviceListChoice> deviceLists = {}; ///< by the id of the hub's profile
    bool operator==(const PreferenceValues&) const = default;
};

/// GUI thread.
class Preferences final : public QObject
{
    Q_OBJECT

public:
    explicit Preferences(QObject* parent = nullptr) : QObject(parent) {}

    const PreferenceValues& values() const { return values_; }
    void set(const PreferenceValues& values)
    {
        if (!(values_ == values)) {
            values_ = values;
            Q_EMIT changed();
        }
    }

Q_SIGNALS:
    void changed();

private:
    PreferenceValues values_;
};

} // namespace deck
