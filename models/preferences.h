// What a person has chosen about the console. app/console/settings loads and keeps them.
#pragma once

#include <QObject>
#include <QString>

namespace deck {

struct PreferenceValues
{
    enum class Colors { System, Light, Dark };

    Colors colors = Colors::System;
    bool compactRows = false;
    bool reduceMotion = false;
    bool startLocalHub = true;   ///< at the next start of the program
    QString snippetLanguage = {}; ///< last chosen in Connect my device
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
