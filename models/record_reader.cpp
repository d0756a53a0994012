#include "models/record_reader.h"

#include "models/device_export.h"
#include "models/texts.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kChunkBytes = 64 * 1024;
constexpr QByteArrayView kByteOrderMark{"\xEF\xBB\xBF"};

QString tr(const char* text)
{
    return QCoreApplication::translate("RecordReader", text);
}

} // namespace

DeviceFileFormat formatOfFile(const QString& fileName)
{
    const QString ending = QFileInfo(fileName).suffix().toLower();
    if (ending == "csv"_L1) {
        return DeviceFileFormat::Csv;
    }
    if (ending == "jsonl"_L1 || ending == "ndjson"_L1 || ending == "json"_L1) {
        return DeviceFileFormat::JsonLines;
    }
    QFile file(fileName);
    const QByteArray start =
        file.open(QIODevice::ReadOnly) ? file.read(kChunkBytes).trimmed() : QByteArray();
    return start.startsWith('{') ? DeviceFileFormat::JsonLines : DeviceFileFormat::Csv;
}

RecordReader::RecordReader(DeviceFileFormat format) : RecordReader(format, Limits()) {}

RecordReader::RecordReader(DeviceFileFormat format, const Limits& limits)
    : format_(format), limits_(limits)
{
}

bool RecordReader::open(const QString& fileName)
{
    file_ = std::make_unique<QFile>(fileName);
    buffer_.clear();
    start_ = 0;
    heading_.clear();
    error_.clear();
    scanned_ = 0;
    quoted_ = false;
    position_ = 0;
    rows_ = 0;
    lines_ = 0;
    before_ = 0;
    if (!file_->open(QIODevice::ReadOnly)) {
        error_ = tr("%1 cannot be read: %2").arg(fileName, file_->errorString());
    } else if (file_->isSequential()) {
        error_ = tr("%1 is not a file.").arg(fileName);
    } else if (format_ == DeviceFileFormat::Csv && !takeRow(heading_) && error_.isEmpty()) {
        error_ = tr("%1 is empty: its first row has to name the columns.")
                     .arg(QFileInfo(fileName).fileName());
    }
    return error_.isEmpty();
}

RecordReader::Portion RecordReader::next()
{
    Portion portion;
    portion.text = heading_;
    before_ = lines_;
    QByteArray row;
    while (portion.rows < limits_.rows &&
           (portion.rows == 0 || portion.text.size() < limits_.bytes) && takeRow(row)) {
        portion.text += row;
        ++lines_;
        portion.rows += isBlank(row) ? 0 : 1;
    }
    rows_ += quint64(portion.rows);
    return error_.isEmpty() && portion.rows > 0 ? portion : Portion();
}

/// With its line break, which is added where the file ends without one.
bool RecordReader::takeRow(QByteArray& row)
{
    const qsizetype end = rowEnd();
    if (!error_.isEmpty() || end == start_) {
        return false;
    }
    row = buffer_.mid(start_, end - start_);
    const bool isFirst = position_ == 0;
    position_ += end - start_;
    start_ = end;
    scanned_ = end;
    quoted_ = false;
    if (isFirst && row.startsWith(kByteOrderMark)) {
        row.remove(0, kByteOrderMark.size());
    }
    if (!row.endsWith('\n')) {
        row += '\n';
    }
    return true;
}

/// Behind the line break that ends the row at start_, or behind the last byte of the file; start_: nothing is
/// left, or something is wrong.
qsizetype RecordReader::rowEnd()
{
    for (;;) {
        for (; scanned_ < buffer_.size(); ++scanned_) {
            const char c = buffer_[scanned_];
            if (c == '"' && format_ == DeviceFileFormat::Csv) {
                quoted_ = !quoted_;
            } else if (c == '\n' && !quoted_) {
                return scanned_ + 1;
            }
        }
        if (buffer_.size() - start_ > kMostRowBytes) {
            error_ = tr("Row %1 is longer than %2; a quote may be missing before it.")
                         .arg(countText(lines_ + 1), bytesText(kMostRowBytes));
            return start_;
        }
        if (!readMore()) {
            return error_.isEmpty() ? buffer_.size() : start_;
        }
    }
}

bool RecordReader::readMore()
{
    const QByteArray more = file_->read(kChunkBytes);
    if (more.isEmpty() && file_->error() != QFileDevice::NoError) {
        error_ = tr("The file cannot be read: %1").arg(file_->errorString());
    }
    buffer_.remove(0, start_);
    scanned_ -= start_;
    start_ = 0;
    buffer_ += more;
    return !more.isEmpty();
}

bool RecordReader::isBlank(const QByteArray& row) const
{
    return row.trimmed().isEmpty();
}

} // namespace deck
