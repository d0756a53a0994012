// The registry as a table: searched and sorted by the hub, live by its events.
#pragma once

#include "models/bulk_target.h"
#include "models/condition_words.h"
#include "models/hub_session.h"
#include "models/paged_table.h"
#include "models/twin_values.h"

#include "api/device.h"

#include <QPointer>
#include <QTimer>

class QNetworkReply;

namespace deck {

/// How a device is doing, in one word; decided in one place.
enum class DeviceState {
    Online,
    Stale,   ///< connected, but not heard for a while
    Offline,
    Disabled,
};

DeviceState stateOf(const hub::api::Device& device, hub::WallTime now);
QString textOf(DeviceState state);

/// How it signs in: "Primary key" while it is connected, "Key" or "Certificate" else.
QString signInText(const hub::api::Device& device);

/// {"site":"berlin","sample":true} as "site: berlin, sample", on one line.
QString tagsText(const std::string& json);

/// GUI thread; lives no longer than its session.
class DeviceTable final : public PagedTable
{
    Q_OBJECT

public:
    enum Column { Id, State, LastHeard, SignIn, Client, Tags, ColumnCount };
    enum Role {
        StateRole = Qt::UserRole + 1, ///< DeviceState as int
        IdRole,
    };

    explicit DeviceTable(HubSession& session, QObject* parent = nullptr);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const QString& search() const { return asked_.search; }
    void setSearch(const QString& text);

    /// A condition of the query language, right already: see conditionFault(). Empty: all devices.
    const QString& query() const { return asked_.query; }
    void setQuery(const QString& condition);

    /// What the rows that are here were asked for by.
    DeviceQuestion question() const { return {shown_.query, shown_.search}; }

    /// Id, LastHeard, or a column of a tag.
    bool isSortable(int column) const;
    void setSort(int column, Qt::SortOrder order);
    int sortColumn() const; ///< -1: it is no longer among the columns
    Qt::SortOrder sortOrder() const { return asked_.sortOrder; }

    /// Columns behind the others, each with what stands at a path of the twin: "tags.site",
    /// "properties.reported.firmware". The hub sends tags with each row; properties are asked for, of the rows
    /// that are looked at.
    const QStringList& pathColumns() const { return pathColumns_; }
    void setPathColumns(const QStringList& paths);
    TwinValues& twinValues() { return *twinValues_; }

    /// Stops asking for what has not been answered; search, query and order are again those of the rows
    /// that are here.
    void cancel();

    /// False: rowCount() is what is known so far, and the hub has more.
    bool isTotalKnown() const { return totalKnown_; }

    /// Paths and values of the tags of the rows that are here; of the first thousand.
    KnownValues knownTags() const;

    void reload();                                    ///< from nothing: another hub, or after an error
    void refresh();                                   ///< what is shown, without losing the place

    const HubError& error() const { return error_; } ///< of the last answer
    std::optional<hub::WallTime> asOf() const { return asOf_; }

    /// nullptr: not here (yet).
    const hub::api::Device* deviceAt(int row) const;

    /// Ids of rows; those that are not here are left out, and wished for.
    QStringList idsOf(int first, int last) const;

    /// The row that shows a device now, or -1 when it is not among those that are here.
    int rowOf(const QString& deviceId) const;

    /// The same of several in one pass: rows with what stands in them.
    QHash<int, QString> rowsOf(const QSet<QString>& deviceIds) const;

Q_SIGNALS:
    void answered(); ///< a page came, or an error: footer and banner may change

protected:
    void fetchPage(int page, const QString& cursor, quint64 generation) override;

private:
    struct DeviceRows;

    /// What rows are asked for by.
    struct Asked
    {
        QString search;
        QString query;
        QString sort = QStringLiteral("id"); ///< the hub's name for it
        Qt::SortOrder sortOrder = Qt::AscendingOrder;
    };

    /// A page that is being fetched; a hub that looks through many devices sends it in parts.
    struct Fetch
    {
        int page = 0;
        quint64 generation = 0;
        std::shared_ptr<DeviceRows> rows;
        QString cursor = {}; ///< behind which the part begins
    };

    void send(const Fetch& fetch);
    void take(const Fetch& fetch, const HubReply& reply);
    void takePart(const Fetch& fetch, hub::api::DeviceList list);
    int rowsBehind(const Fetch& fetch, const hub::api::DeviceList& list);
    void takeEvent(const hub::api::Event& event);
    void takeTelemetry(const std::vector<hub::api::Message>& messages);
    void updateCached(const QString& deviceId, const std::function<void(hub::api::Device&)>& change);
    void announceChanges();
    void announceTwins();
    QVariant textFor(const hub::api::Device& device, int column) const;

    HubSession& session_;
    Asked asked_;
    Asked shown_; ///< by which the rows here were asked for
    QStringList pathColumns_;
    TwinValues* twinValues_;
    QList<QPointer<QNetworkReply>> underWay_;
    bool totalKnown_ = true;
    HubError error_;
    std::optional<hub::WallTime> asOf_;
    QTimer refreshSoon_;  ///< the registry has changed
    QTimer announceSoon_; ///< rows here have changed: at most ten times a second
    int firstChanged_ = -1;
    int lastChanged_ = -1;
};

} // namespace deck
