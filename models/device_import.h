// Devices from a file into a hub, a portion of rows with each request: what the hub says of each row, how far
// it is, and a way to stop. First as a dry run, which changes nothing.
#pragma once

#include "models/act_result.h"
#include "models/hub_session.h"
#include "models/import_verdicts.h"
#include "models/record_reader.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>

class QNetworkReply;

namespace deck {

enum class ImportMode { CreateOrUpdate, Create, Update, Delete };

QString nameOf(ImportMode mode); ///< the hub's: "createOrUpdate"

struct DeviceImportChoice
{
    QString fileName = {};
    DeviceFileFormat format{};
    ImportMode mode = ImportMode::CreateOrUpdate;
    bool dryRun = true;
};

/// GUI thread; lives no longer than its session. A portion's answer is small enough that a hub keeps it until all
/// of the portion is there: Qt's HTTP client reads nothing while it still sends.
class DeviceImport final : public QObject
{
    Q_OBJECT

public:
    enum class State { None, Running, Done, Stopped, Failed };

    explicit DeviceImport(HubSession& session, QObject* parent = nullptr);
    ~DeviceImport() override;

    /// Nothing while one runs.
    void start(const DeviceImportChoice& choice);

    /// What is done stays done.
    void cancel();

    State state() const { return state_; }
    bool isRunning() const { return state_ == State::Running; }
    const DeviceImportChoice& choice() const { return choice_; }

    double fraction() const; ///< of the file, 0 to 1
    double perSecond() const; ///< rows
    qint64 sent() const;      ///< bytes of the file
    qint64 size() const;      ///< bytes of the file
    const ImportCounts& counts() const { return verdicts_->counts(); }
    ImportVerdicts& verdicts() { return *verdicts_; } ///< what is said of rows

    /// Failed, or stopped: what is wrong, what is not known, and what to do.
    const QString& complaint() const { return complaint_; }

Q_SIGNALS:
    void changed();
    void finished(); ///< however it ended

private:
    void sendNext();
    void take(const HubReply& reply, int rows);
    bool isWorthAnotherTry(const HubReply& reply) const;
    QString takeLines(const QByteArray& body, int rows);
    void finish(State state, const QString& complaint = {});

    HubSession& session_;
    ImportVerdicts* verdicts_;
    DeviceImportChoice choice_;
    std::unique_ptr<RecordReader> reader_;
    RecordReader::Portion portion_; ///< that is under way
    QPointer<QNetworkReply> reply_;
    QTimer again_; ///< the hub was busy
    QElapsedTimer clock_;
    qint64 elapsed_ = 0; ///< ms; when it is over
    qint64 done_ = 0;    ///< bytes of the file
    qint64 sent_ = 0;    ///< of the portion that is under way
    QString complaint_;
    quint64 turn_ = 0; ///< answers to an earlier run are dropped
    int tries_ = 0;
    State state_ = State::None;
};

} // namespace deck
