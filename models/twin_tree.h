// Properties of a twin as a tree: name, value, when it was changed. New values are merged into what
// is there, so that views keep what is open, selected and scrolled to; values that changed say so
// for a moment.
#pragma once

#include "base/clock.h"

#include <QAbstractItemModel>
#include <QJsonObject>
#include <QPersistentModelIndex>
#include <QTimer>

#include <memory>
#include <optional>

namespace deck {

/// GUI thread. Bounded in depth and number of values; what is beyond stands as text or not at all.
class TwinTree final : public QAbstractItemModel
{
    Q_OBJECT

public:
    static constexpr int kMaxDepth = 24;
    static constexpr int kMaxNodes = 20'000;
    static constexpr int kChangedForMs = 1'600;

    enum Column { Name, Value, Updated, ColumnCount };
    enum Role {
        PathRole = Qt::UserRole + 1, ///< "pump.speed", "list.0"
        JsonRole,                    ///< the value as JSON, whole
        GroupRole,                   ///< it holds values; the text of Value only counts them
        ChangedRole,                 ///< it changed a moment ago
        WaitingRole,                 ///< the other side does not say the same (yet)
    };

    explicit TwinTree(QObject* parent = nullptr);
    ~TwinTree() override;

    /// The first time after clear() nothing counts as changed. answer: what the device reports on
    /// desired properties; nothing = this tree is not compared.
    void set(const QJsonObject& values,
             const QJsonObject& metadata,
             const std::optional<QJsonObject>& answer = std::nullopt);
    void clear();

    int waitingCount() const { return waiting_; }

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node;

    /// What a node is to hold from now on.
    struct Fresh
    {
        QJsonValue value;
        QJsonValue metadata;
        QJsonValue answer;
        bool compared = false;
    };

    Node& nodeOf(const QModelIndex& index) const;
    QModelIndex indexOf(const Node& node, int column = 0) const;
    void merge(Node& node, const Fresh& fresh, int depth);
    void mergeChildren(Node& node, const Fresh& fresh, int depth);
    void insertChild(Node& node, int row, const QString& name, const Fresh& fresh, int depth);
    void removeChild(Node& node, int row);
    void take(Node& node, const Fresh& fresh);
    void noteChanged(Node& node);
    void calmDown();
    QVariant textOf(const Node& node, int column) const;
    QString toolTipOf(const Node& node, int column) const;

    std::unique_ptr<Node> root_;
    QList<QPersistentModelIndex> changed_;
    QTimer calm_;
    int nodes_ = 0;
    int waiting_ = 0;
    bool known_ = false;
};

} // namespace deck
