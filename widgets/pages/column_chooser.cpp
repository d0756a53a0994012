#include "widgets/pages/column_chooser.h"

#include "widgets/metrics.h"
#include "widgets/parts/check_box.h"
#include "widgets/parts/label.h"
#include "widgets/parts/scroll_column.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/device_condition.h"
#include "models/texts.h"
#include "models/twin_values.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPadding = 9;
constexpr int kWidth = 240;
constexpr int kBoxHeight = 30;
constexpr int kMostTagsShown = 8; ///< more of them scroll
constexpr int kMostChars = 40;
constexpr qsizetype kMostPaths = 200;

/// "site", "reported.firmware": the boxes say of which part it is, where it is not a tag.
QString columnName(const QString& path)
{
    return path.section(u'.', 1);
}

bool isColumnPath(const QString& path)
{
    return isPropertyPath(path) ||
           (path.startsWith("tags."_L1) && isTwinPath(path));
}

} // namespace

ColumnChooser::ColumnChooser(Theme& theme,
                             const QList<Column>& columns,
                             const QStringList& paths,
                             const DeviceListChoice& choice,
                             QWidget* parent)
    : Popover(theme, parent), theme_(theme), choice_(choice)
{
    setObjectName(u"devices.columns.list"_s);
    setAccessibleName(tr("Columns"));
    setAttribute(Qt::WA_DeleteOnClose);
    body()->setSpacing(2);
    auto* title = new Label(theme, tr("Columns"), TextStyle::CaptionMedium, &Tokens::text2);
    title->setContentsMargins(kPadding, 6, kPadding, 2);
    title->setMinimumWidth(kWidth);
    body()->addWidget(title);
    for (const Column& column : columns) {
        CheckBox* const box = addBox(column.key, column.name,
                                     !choice_.hiddenColumns.contains(column.key), *body());
        connect(box, &CheckBox::toggled, this,
                [this, key = column.key](bool checked) { take(key, false, checked); });
    }
    buildPaths();
    offer(choice_.pathColumns + paths);
}

void ColumnChooser::buildPaths()
{
    pathsTitle_ = new Label(theme_, tr("Tags and properties"), TextStyle::CaptionMedium,
                            &Tokens::text2);
    pathsTitle_->setContentsMargins(kPadding, 10, kPadding, 2);
    paths_ = new ScrollColumn(ScrollColumn::Padding::None);
    paths_->setFocusPolicy(Qt::NoFocus);
    paths_->body()->setSpacing(2);
    paths_->body()->addStretch(1);
    written_ = new TextField(theme_, tr("Path of another column"));
    written_->setObjectName(u"devices.column.path"_s);
    written_->setMono(true);
    written_->setPlaceholder(u"properties.reported.…"_s);
    written_->setToolTip(tr("tags.…, properties.reported.… or properties.desired.…; Enter adds it"));
    connect(written_, &TextField::submitted, this, &ColumnChooser::addWritten);
    connect(written_, &TextField::textEdited, this, [this] { written_->setError({}); });
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kPadding, 6, kPadding, 6);
    row->addWidget(written_);
    body()->addWidget(pathsTitle_);
    body()->addWidget(paths_);
    body()->addLayout(row);
}

void ColumnChooser::offer(const QStringList& paths)
{
    QStringList sorted = paths;
    sorted.sort();
    for (const QString& path : sorted) {
        if (!pathBoxes_.contains(path) && pathBoxes_.size() < kMostPaths) {
            addPath(path);
        }
    }
    fitPaths();
}

/// At its place among the others, which are sorted.
void ColumnChooser::addPath(const QString& path)
{
    auto* host = new QVBoxLayout;
    CheckBox* const box = addBox(path, plainLine(columnName(path), kMostChars),
                                 choice_.pathColumns.contains(path), *host);
    connect(box, &CheckBox::toggled, this,
            [this, path](bool checked) { take(path, true, checked); });
    pathBoxes_.insert(path, box);
    const auto place = std::distance(pathBoxes_.begin(), pathBoxes_.find(path));
    paths_->body()->insertLayout(int(place), host);
}

void ColumnChooser::addWritten()
{
    const QString path = written_->text().trimmed();
    if (!isColumnPath(path)) {
        written_->setError(tr("A path is tags.…, properties.reported.… or properties.desired.…"));
        fitPaths();
        return;
    }
    written_->setText({});
    offer({path});
    if (CheckBox* const box = pathBoxes_.value(path); box != nullptr && box->isEnabled()) {
        box->setChecked(true);
    }
}

void ColumnChooser::fitPaths()
{
    const auto shown = std::min<qsizetype>(pathBoxes_.size(), kMostTagsShown);
    paths_->setFixedHeight(kBoxHeight * int(shown));
    paths_->setVisible(shown > 0);
    syncMost();
    if (isVisible()) {
        resize(sizeHint());
    }
}

CheckBox* ColumnChooser::addBox(const QString& name, const QString& text, bool checked,
                                QVBoxLayout& column)
{
    auto* box = new CheckBox(theme_, text);
    box->setObjectName(u"devices.column."_s + name);
    box->setChecked(checked);
    box->setFixedHeight(kBoxHeight - 2);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kPadding, 0, kPadding, 0);
    row->addWidget(box);
    row->addStretch(1);
    column.addLayout(row);
    return box;
}

void ColumnChooser::take(const QString& key, bool isPath, bool checked)
{
    QStringList& list = isPath ? choice_.pathColumns : choice_.hiddenColumns;
    list.removeAll(key);
    if (checked == isPath) {
        list.append(key);
    }
    syncMost();
    Q_EMIT changed(choice_);
}

/// With as many as there may be, no further one can be chosen.
void ColumnChooser::syncMost()
{
    const bool full = choice_.pathColumns.size() >= DeviceListChoice::kMostColumns;
    for (CheckBox* const box : std::as_const(pathBoxes_)) {
        box->setEnabled(box->isChecked() || !full);
    }
}

} // namespace deck
