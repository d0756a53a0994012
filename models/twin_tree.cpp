#include "models/twin_tree.h"

#include "models/texts.h"

#include "base/time_text.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostChars = 400;
constexpr int kMostToolTipChars = 2'000;

bool isGroup(const QJsonValue& value)
{
    return value.isObject() || value.isArray();
}

int sizeOf(const QJsonValue& value)
{
    return int(value.isObject() ? value.toObject().size() : value.toArray().size());
}

QString jsonOf(const QJsonValue& value)
{
    if (value.isObject()) {
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    }
    const QByteArray list =
        QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.sliced(1, list.size() - 2));
}

QJsonValue memberOf(const QJsonValue& value, const QString& name)
{
    return value.isArray() ? value.toArray().at(name.toInt()) : value[name];
}

/// Objects by name, arrays by place; what begins with '$' at the top is about the twin itself.
QStringList namesIn(const QJsonValue& value, bool atTop)
{
    QStringList names;
    if (value.isArray()) {
        for (int i = 0; i < sizeOf(value); ++i) {
            names << QString::number(i);
        }
        return names;
    }
    names = value.toObject().keys();
    if (atTop) {
        names.removeIf([](const QString& name) { return name.startsWith(u'$'); });
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool comesBefore(const QString& one, const QString& other, bool inArray)
{
    return inArray ? one.toInt() < other.toInt() : one < other;
}

std::optional<hub::WallTime> timeIn(const QJsonValue& metadata)
{
    return hub::parseTime(metadata["$lastUpdated"_L1].toString().toStdString());
}

/// Devices that follow the plug and play convention report {"value":…,"ac":200,…}.
QJsonValue reportedValue(const QJsonValue& answer, const QJsonValue& wanted)
{
    const bool wraps = answer.isObject() && answer.toObject().contains("ac"_L1);
    return wraps && !wanted.isObject() ? answer["value"_L1] : answer;
}

} // namespace

struct TwinTree::Node
{
    Node* parent = nullptr;
    QString name;
    QJsonValue value;
    QJsonValue answer;
    std::optional<hub::WallTime> updated;
    bool waiting = false;
    bool changed = false;
    std::vector<std::unique_ptr<Node>> children;

    int row() const
    {
        const auto& all = parent->children;
        return int(std::find_if(all.begin(), all.end(),
                                [this](const auto& each) { return each.get() == this; }) -
                   all.begin());
    }
    QString path() const
    {
        const QString above = parent == nullptr ? QString() : parent->path();
        return above.isEmpty() ? name : above + u'.' + name;
    }
};

TwinTree::TwinTree(QObject* parent) : QAbstractItemModel(parent), root_(std::make_unique<Node>())
{
    calm_.setSingleShot(true);
    calm_.setInterval(kChangedForMs);
    connect(&calm_, &QTimer::timeout, this, &TwinTree::calmDown);
}

TwinTree::~TwinTree() = default;

void TwinTree::set(const QJsonObject& values,
                   const QJsonObject& metadata,
                   const std::optional<QJsonObject>& answer)
{
    merge(*root_,
          {.value = values,
           .metadata = metadata,
           .answer = answer.value_or(QJsonObject()),
           .compared = answer.has_value()},
          0);
    known_ = true;
}

void TwinTree::clear()
{
    beginResetModel();
    changed_.clear();
    calm_.stop();
    root_ = std::make_unique<Node>();
    nodes_ = 0;
    waiting_ = 0;
    known_ = false;
    endResetModel();
}

void TwinTree::merge(Node& node, const Fresh& fresh, int depth)
{
    const bool otherKind = node.value.type() != fresh.value.type();
    if (otherKind && !node.children.empty()) {
        while (!node.children.empty()) {
            removeChild(node, int(node.children.size()) - 1);
        }
    }
    take(node, fresh);
    if (depth < kMaxDepth) {
        mergeChildren(node, fresh, depth);
    }
}

/// Both sides are sorted alike: one walk tells what went, came and stayed.
void TwinTree::mergeChildren(Node& node, const Fresh& fresh, int depth)
{
    const bool inArray = fresh.value.isArray();
    int row = 0;
    for (const QString& name : namesIn(fresh.value, depth == 0)) {
        while (row < int(node.children.size()) &&
               comesBefore(node.children[std::size_t(row)]->name, name, inArray)) {
            removeChild(node, row);
        }
        const Fresh child{.value = memberOf(fresh.value, name),
                          .metadata = memberOf(fresh.metadata, name),
                          .answer = memberOf(fresh.answer, name),
                          .compared = fresh.compared};
        const bool isThere = row < int(node.children.size()) &&
                             node.children[std::size_t(row)]->name == name;
        if (isThere) {
            merge(*node.children[std::size_t(row)], child, depth + 1);
        } else if (nodes_ >= kMaxNodes) {
            break;
        } else {
            insertChild(node, row, name, child, depth + 1);
        }
        ++row;
    }
    while (row < int(node.children.size())) {
        removeChild(node, int(node.children.size()) - 1);
    }
}

void TwinTree::insertChild(
    Node& node, int row, const QString& name, const Fresh& fresh, int depth)
{
    auto child = std::make_unique<Node>();
    child->parent = &node;
    child->name = name;
    beginInsertRows(indexOf(node), row, row);
    Node& inserted = **node.children.insert(node.children.begin() + row, std::move(child));
    ++nodes_;
    endInsertRows();
    merge(inserted, fresh, depth);
}

void TwinTree::removeChild(Node& node, int row)
{
    Node& child = *node.children[std::size_t(row)];
    while (!child.children.empty()) {
        removeChild(child, int(child.children.size()) - 1);
    }
    beginRemoveRows(indexOf(node), row, row);
    waiting_ -= child.waiting ? 1 : 0;
    node.children.erase(node.children.begin() + row);
    --nodes_;
    endRemoveRows();
}

/// Without its children.
void TwinTree::take(Node& node, const Fresh& fresh)
{
    if (&node == root_.get()) {
        node.value = fresh.value;
        return;
    }
    const bool group = isGroup(fresh.value) && sizeOf(fresh.value) > 0;
    const bool isOther = node.value != fresh.value;
    const bool waits =
        fresh.compared && !group && reportedValue(fresh.answer, fresh.value) != fresh.value;
    const auto updated = timeIn(fresh.metadata);
    if (!isOther && waits == node.waiting && updated == node.updated &&
        fresh.answer == node.answer) {
        return;
    }
    waiting_ += int(waits) - int(node.waiting);
    node.value = fresh.value;
    node.answer = fresh.answer;
    node.waiting = waits;
    node.updated = updated;
    if (known_ && isOther && !group) {
        noteChanged(node);
    }
    Q_EMIT dataChanged(indexOf(node, Name), indexOf(node, ColumnCount - 1));
}

void TwinTree::noteChanged(Node& node)
{
    node.changed = true;
    changed_ << QPersistentModelIndex(indexOf(node));
    calm_.start();
}

void TwinTree::calmDown()
{
    for (const QPersistentModelIndex& each : std::exchange(changed_, {})) {
        const QModelIndex index(each);
        if (index.isValid()) {
            nodeOf(index).changed = false;
            Q_EMIT dataChanged(index, index.siblingAtColumn(ColumnCount - 1), {ChangedRole});
        }
    }
}

TwinTree::Node& TwinTree::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? *static_cast<Node*>(index.internalPointer()) : *root_;
}

QModelIndex TwinTree::indexOf(const Node& node, int column) const
{
    return node.parent == nullptr ? QModelIndex()
                                  : createIndex(node.row(), column, const_cast<Node*>(&node));
}

QModelIndex TwinTree::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, nodeOf(parent).children[std::size_t(row)].get());
}

QModelIndex TwinTree::parent(const QModelIndex& index) const
{
    return index.isValid() ? indexOf(*nodeOf(index).parent) : QModelIndex();
}

int TwinTree::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : int(nodeOf(parent).children.size());
}

int TwinTree::columnCount(const QModelIndex& /*parent*/) const
{
    return ColumnCount;
}

QVariant TwinTree::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name: return tr("Property");
    case Value: return tr("Value");
    case Updated: return tr("Changed");
    default: return {};
    }
}

QVariant TwinTree::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Node& node = nodeOf(index);
    switch (role) {
    case Qt::DisplayRole: return textOf(node, index.column());
    case Qt::ToolTipRole: return toolTipOf(node, index.column());
    case PathRole: return node.path();
    case JsonRole: return jsonOf(node.value);
    case GroupRole: return !node.children.empty();
    case ChangedRole: return node.changed;
    case WaitingRole: return node.waiting;
    default: return {};
    }
}

QVariant TwinTree::textOf(const Node& node, int column) const
{
    const auto now = std::chrono::time_point_cast<hub::Micros>(std::chrono::system_clock::now());
    switch (column) {
    case Name: return plainLine(node.name, kMostChars);
    case Value:
        if (node.children.empty()) {
            return plainLine(jsonOf(node.value), kMostChars);
        }
        return node.children.size() == 1 ? tr("1 value")
                                         : tr("%1 values").arg(node.children.size());
    case Updated: return node.updated ? relativeTime(node.updated, now) : QString();
    default: return {};
    }
}

QString TwinTree::toolTipOf(const Node& node, int column) const
{
    switch (column) {
    case Name: return node.path();
    case Value:
        if (!node.waiting) {
            return plainLine(jsonOf(node.value), kMostToolTipChars);
        }
        return node.answer.isUndefined() || node.answer.isNull()
                   ? tr("The device does not report this property.")
                   : tr("The device reports %1.")
                         .arg(plainLine(jsonOf(reportedValue(node.answer, node.value)),
                                        kMostToolTipChars));
    case Updated: return node.updated ? absoluteTime(node.updated) : QString();
    default: return {};
    }
}

} // namespace deck
