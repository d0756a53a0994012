// A file of rows, CSV or JSON Lines, read portion by portion: whole rows, and of CSV each portion with the
// heading, so that each can be imported by itself. Of the file never more is in memory than one portion.
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

#include <memory>

namespace deck {

enum class DeviceFileFormat;

/// By the ending of its name, else by its first character.
DeviceFileFormat formatOfFile(const QString& fileName);

/// GUI thread; reads are short.
class RecordReader final
{
public:
    struct Limits
    {
        int rows = 50'000;
        qsizetype bytes = 8 * 1024 * 1024;
    };
    static constexpr qsizetype kMostRowBytes = 1024 * 1024;

    explicit RecordReader(DeviceFileFormat format);
    RecordReader(DeviceFileFormat format, const Limits& limits);

    /// False: error() says why.
    bool open(const QString& fileName);

    struct Portion
    {
        QByteArray text; ///< with the heading of CSV
        int rows = 0;    ///< without it; empty lines count as none
    };
    /// The next rows; none at the end, or when something is wrong.
    Portion next();

    const QString& error() const { return error_; } ///< a sentence; empty: all is well
    qint64 position() const { return position_; }   ///< bytes that portions were made of
    qint64 size() const { return file_ ? file_->size() : 0; }
    quint64 rows() const { return rows_; }          ///< given so far

    /// Rows of the file before the last portion, with its empty ones, without the heading.
    quint64 before() const { return before_; }

private:
    bool takeRow(QByteArray& row);
    qsizetype rowEnd();
    bool readMore();
    bool isBlank(const QByteArray& row) const;

    const DeviceFileFormat format_;
    const Limits limits_;
    std::unique_ptr<QFile> file_;
    QByteArray buffer_;
    qsizetype start_ = 0;   ///< what is before it in the buffer has been given
    qsizetype scanned_ = 0; ///< no row ends between start_ and here
    bool quoted_ = false; ///< at that place
    QByteArray heading_;
    QString error_;
    qint64 position_ = 0;
    quint64 rows_ = 0;
    quint64 lines_ = 0; ///< as rows_, with empty ones
    quint64 before_ = 0;
};

} // namespace deck
