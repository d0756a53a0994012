// What the hub has said of the rows of a file: the first of them in a table, all of them in a file on the
// disk, to be saved.
#pragma once

#include <QAbstractTableModel>
#include <QTemporaryFile>

#include <array>
#include <memory>
#include <vector>

namespace deck {

struct ImportCounts
{
    quint64 rows = 0;
    quint64 created = 0;
    quint64 updated = 0;
    quint64 deleted = 0;
    quint64 unchanged = 0;
    quint64 refused = 0;
    bool operator==(const ImportCounts&) const = default;
};

struct ImportVerdict
{
    quint64 row = 0; ///< of the file; the heading of CSV is row 1
    QString id;
    QString result; ///< "created", "updated", "deleted", "unchanged", "refused"
    QString code;
    QString message;
};

/// GUI thread.
class ImportVerdicts final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostShown = 1'000; ///< of each of the two kinds

    enum Column { Row, Device, Result, Why, ColumnCount };
    enum Role { RefusedRole = Qt::UserRole + 1 };

    explicit ImportVerdicts(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// wouldBe: of a dry run, "would be created". Forgets what was here.
    void begin(bool wouldBe);

    /// Rows of one answer.
    void add(const std::vector<ImportVerdict>& verdicts);

    void setShowsRefused(bool only); ///< those alone
    bool showsRefused() const { return onlyRefused_; }

    const ImportCounts& counts() const { return counts_; }

    /// More than the table shows.
    bool isCut() const;

    /// All of them as CSV: row, id, result, code, message. A sentence when it cannot be written, else empty.
    QString save(const QString& fileName);

private:
    void keep(const ImportVerdict& verdict);
    const std::vector<ImportVerdict>& shown() const { return onlyRefused_ ? refused_ : all_; }
    QString textFor(const ImportVerdict& verdict, int column) const;

    std::vector<ImportVerdict> all_;     ///< the first ones
    std::vector<ImportVerdict> refused_; ///< the first ones
    ImportCounts counts_;
    std::unique_ptr<QTemporaryFile> file_;
    QString fileError_;
    bool onlyRefused_ = false;
    bool wouldBe_ = false;
};

/// A cell of CSV: quoted where it has to be, and no formula to a spreadsheet.
QByteArray csvCell(const QString& text);

} // namespace deck
