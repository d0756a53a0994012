// How the hub inside this program is doing. app/console/local_hub fills it in; widgets show it and
// may ask for a restart.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

namespace deck {

/// GUI thread.
class LocalHubStatus final : public QObject
{
    Q_OBJECT

public:
    enum class Phase {
        Starting,
        Running,  ///< inside this program
        Attached, ///< another program holds the data folder; its hub is used
        Failed,   ///< could not start, or its store failed; values().message says why
        Stopped,
    };
    Q_ENUM(Phase)

    struct Values
    {
        Phase phase = Phase::Starting;
        QString message = {};      ///< when Failed: what failed and why
        QString remedy = {};       ///< what to do; may be empty
        QString dataFolder = {};
        QString bindAddress = {};
        QString caCertificate = {}; ///< path of a PEM file
        QStringList notices = {};   ///< "Port 8883 is taken, using 8884"
    };

    explicit LocalHubStatus(QObject* parent = nullptr) : QObject(parent) {}

    const Values& values() const { return values_; }
    Phase phase() const { return values_.phase; }
    void set(Values values)
    {
        values_ = std::move(values);
        Q_EMIT changed();
    }

Q_SIGNALS:
    void changed();
    void restartWanted(); ///< a person has pressed Restart

private:
    Values values_;
};

} // namespace deck
