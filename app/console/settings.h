// What the console remembers between two runs, in an INI file. Never a secret.
#pragma once

#include "models/preferences.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QRect>
#include <QSettings>

namespace deck {

/// GUI thread. The preferences must live longer.
class Settings final : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMaxScreenSetUps = 8; ///< beyond, the others are forgotten
    static constexpr int kMaxDeviceLists = 32; ///< of so many hubs; others are not kept

    /// Reads the file at once, if it is there; a value that makes no sense counts as not there.
    /// Changes of the preferences are kept from then on.
    Settings(Preferences& preferences, const QString& file, QObject* parent = nullptr);

    static QString defaultFolder(); ///< of the user's configuration; profiles stand there too
    static QString defaultFile();

    /// A name for how the screens stand now, from their geometries; the same for any order of them.
    static QString screenSetUp(const QList<QRect>& screens);

    /// QWidget::saveGeometry(), for one set-up of screens.
    QByteArray windowGeometry(const QString& screenSetUp) const;
    void setWindowGeometry(const QString& screenSetUp, const QByteArray& geometry);

private:
    PreferenceValues read();
    QMap<QString, DeviceListChoice> readDeviceLists();
    QStringList texts(const QString& key, qsizetype most) const;
    void keepDeviceLists();
    bool flag(const QString& key, bool fallback) const;
    QByteArray bytes(const QString& key) const;
    void keep();

    Preferences& preferences_;
    QSettings settings_;
};

} // namespace deck
