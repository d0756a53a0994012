#include "models/import_verdicts.h"

#include "models/texts.h"

#include <QSaveFile>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostChars = 300;
constexpr qint64 kChunkBytes = 256 * 1024;

/// The count that a result belongs to; nullptr: the hub says something new.
quint64* countOf(ImportCounts& counts, const QString& result)
{
    return result == "created"_L1     ? &counts.created
           : result == "updated"_L1   ? &counts.updated
           : result == "deleted"_L1   ? &counts.deleted
           : result == "unchanged"_L1 ? &counts.unchanged
           : result == "refused"_L1   ? &counts.refused
                                      : nullptr;
}

QString resultText(const QString& result, bool wouldBe)
{
    if (result == "refused"_L1) {
        return ImportVerdicts::tr("Refused");
    }
    if (result == "unchanged"_L1) {
        return wouldBe ? ImportVerdicts::tr("Would stay") : ImportVerdicts::tr("Unchanged");
    }
    if (result == "created"_L1) {
        return wouldBe ? ImportVerdicts::tr("Would be created") : ImportVerdicts::tr("Created");
    }
    if (result == "updated"_L1) {
        return wouldBe ? ImportVerdicts::tr("Would be updated") : ImportVerdicts::tr("Updated");
    }
    if (result == "deleted"_L1) {
        return wouldBe ? ImportVerdicts::tr("Would be deleted") : ImportVerdicts::tr("Deleted");
    }
    return result;
}

QByteArray csvRow(const ImportVerdict& verdict)
{
    return QByteArray::number(verdict.row) + ',' + csvCell(verdict.id) + ',' +
           csvCell(verdict.result) + ',' + csvCell(verdict.code) + ',' +
           csvCell(verdict.message) + "\r\n";
}

} // namespace

QByteArray csvCell(const QString& text)
{
    QString cell = text;
    if (!cell.isEmpty() && u"=+-@\t\r"_s.contains(cell.front())) {
        cell.prepend(u'\'');
    }
    const bool plain = std::none_of(cell.begin(), cell.end(), [](QChar c) {
        return c == u',' || c == u';' || c == u'"' || c == u'\n' || c == u'\r' || c == u'\t';
    });
    return plain ? cell.toUtf8() : '"' + cell.replace(u'"', u"\"\""_s).toUtf8() + '"';
}

ImportVerdicts::ImportVerdicts(QObject* parent) : QAbstractTableModel(parent) {}

int ImportVerdicts::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(shown().size());
}

int ImportVerdicts::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ImportVerdicts::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, ColumnCount> headings{
        QT_TR_NOOP("Row"), QT_TR_NOOP("Device"), QT_TR_NOOP("Result"), QT_TR_NOOP("Why")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= ColumnCount) {
        return {};
    }
    return tr(headings[std::size_t(section)]);
}

QVariant ImportVerdicts::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const ImportVerdict& verdict = shown()[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole: return textFor(verdict, index.column());
    case RefusedRole: return verdict.result == "refused"_L1;
    default: return {};
    }
}

QString ImportVerdicts::textFor(const ImportVerdict& verdict, int column) const
{
    switch (column) {
    case Row: return countText(verdict.row);
    case Device: return plainLine(verdict.id, kMostChars);
    case Result: return resultText(verdict.result, wouldBe_);
    case Why:
        return verdict.message.isEmpty() ? verdict.code
                                         : plainLine(sentence(verdict.message), kMostChars);
    default: return {};
    }
}

void ImportVerdicts::begin(bool wouldBe)
{
    beginResetModel();
    all_.clear();
    refused_.clear();
    counts_ = {};
    wouldBe_ = wouldBe;
    onlyRefused_ = false;
    fileError_.clear();
    file_ = std::make_unique<QTemporaryFile>();
    if (!file_->open() || file_->write("row,id,result,code,message\r\n") < 0) {
        fileError_ = tr("The results cannot be kept: %1").arg(file_->errorString());
    }
    endResetModel();
}

void ImportVerdicts::add(const std::vector<ImportVerdict>& verdicts)
{
    const auto fits = [](std::size_t have, std::size_t more) {
        return std::min(kMostShown, have + more);
    };
    const auto refused = std::size_t(std::count_if(
        verdicts.begin(), verdicts.end(),
        [](const ImportVerdict& verdict) { return verdict.result == "refused"_L1; }));
    const std::size_t before = shown().size();
    const std::size_t after = fits(before, onlyRefused_ ? refused : verdicts.size());
    if (after > before) {
        beginInsertRows({}, int(before), int(after) - 1);
    }
    for (const ImportVerdict& verdict : verdicts) {
        keep(verdict);
    }
    if (after > before) {
        endInsertRows();
    }
}

void ImportVerdicts::keep(const ImportVerdict& verdict)
{
    ++counts_.rows;
    if (quint64* const count = countOf(counts_, verdict.result)) {
        ++*count;
    }
    if (all_.size() < kMostShown) {
        all_.push_back(verdict);
    }
    if (verdict.result == "refused"_L1 && refused_.size() < kMostShown) {
        refused_.push_back(verdict);
    }
    const QByteArray row = csvRow(verdict);
    if (fileError_.isEmpty() && file_->write(row) != row.size()) {
        fileError_ = tr("The results cannot be kept: %1").arg(file_->errorString());
    }
}

void ImportVerdicts::setShowsRefused(bool only)
{
    if (onlyRefused_ != only) {
        beginResetModel();
        onlyRefused_ = only;
        endResetModel();
    }
}

bool ImportVerdicts::isCut() const
{
    return (onlyRefused_ ? counts_.refused : counts_.rows) > kMostShown;
}

QString ImportVerdicts::save(const QString& fileName)
{
    if (!file_ || !fileError_.isEmpty()) {
        return fileError_;
    }
    QSaveFile out(fileName);
    const bool ready = out.open(QIODevice::WriteOnly) && file_->flush() && file_->seek(0);
    while (ready && !file_->atEnd()) {
        const QByteArray chunk = file_->read(kChunkBytes);
        if (chunk.isEmpty() || out.write(chunk) != chunk.size()) {
            break;
        }
    }
    const bool whole = ready && file_->atEnd();
    file_->seek(file_->size());
    return whole && out.commit()
               ? QString()
               : tr("%1 cannot be written: %2").arg(fileName, out.errorString());
}

} // namespace deck
