// Devices of a hub into a file, as CSV or JSON Lines, written while they come.
#pragma once

#include "models/file_download.h"

namespace deck {

enum class DeviceFileFormat { Csv, JsonLines };

QString formatName(DeviceFileFormat format); ///< "csv", "jsonl": for the hub, and as a file's ending

struct DeviceExportChoice
{
    DeviceFileFormat format = DeviceFileFormat::Csv;
    QString condition = {}; ///< empty: all devices
    bool keys = false;
};

/// GUI thread; lives no longer than its session.
class DeviceExport final : public QObject
{
    Q_OBJECT

public:
    explicit DeviceExport(HubSession& session, QObject* parent = nullptr);

    /// Nothing while one runs. A file of that name is replaced when all went well, else kept. A file with
    /// keys can be read by its owner alone.
    void start(const DeviceExportChoice& choice, const QString& fileName);
    void cancel() { download_->cancel(); }

    bool isRunning() const { return download_->isRunning(); }
    quint64 bytes() const { return download_->bytes(); }
    quint64 devices() const; ///< that have come so far

Q_SIGNALS:
    void changed();
    void finished(const deck::ActResult& result); ///< also when it was cancelled

private:
    void countRows(const QByteArray& chunk);

    FileDownload* download_;
    DeviceExportChoice choice_;
    quint64 rows_ = 0;   ///< with the heading of CSV
    bool quoted_ = false; ///< a line break within quotes ends no row
};

} // namespace deck
