#include "widgets/pages/column_chooser.h"

#include "widgets/metrics.h"
#include "widgets/parts/check_box.h"
#include "widgets/parts/label.h"
#include "widgets/parts/scroll_column.h"
#include "widgets/theme.h"

#include "models/texts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPadding = 9;
constexpr int kWidth = 240;
constexpr int kBoxHeight = 30;
constexpr int kMostTagsShown = 8; ///< more of them scroll
constexpr int kMostChars = 40;

} // namespace

ColumnChooser::ColumnChooser(Theme& theme,
                             const QList<Column>& columns,
                             const QStringList& tags,
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
    QStringList all = choice_.tagColumns;
    std::copy_if(tags.begin(), tags.end(), std::back_inserter(all),
                 [&](const QString& tag) { return !choice_.tagColumns.contains(tag); });
    all.sort();
    addTags(all);
}

void ColumnChooser::addTags(const QStringList& tags)
{
    auto* title = new Label(theme_, tags.isEmpty() ? tr("No row here has a tag") : tr("Tags"),
                            TextStyle::CaptionMedium, &Tokens::text2);
    title->setContentsMargins(kPadding, 10, kPadding, 2);
    body()->addWidget(title);
    if (tags.isEmpty()) {
        return;
    }
    auto* scroll = new ScrollColumn;
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->body()->setSpacing(2);
    for (const QString& tag : tags) {
        CheckBox* const box = addBox(tag, plainLine(tag.mid(5), kMostChars),
                                     choice_.tagColumns.contains(tag), *scroll->body());
        connect(box, &CheckBox::toggled, this,
                [this, tag](bool checked) { take(tag, true, checked); });
        tagBoxes_ << box;
    }
    scroll->body()->addStretch(1);
    scroll->setFixedHeight(kBoxHeight * int(std::min<qsizetype>(tags.size(), kMostTagsShown)));
    body()->addWidget(scroll);
    syncMost();
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

void ColumnChooser::take(const QString& key, bool isTag, bool checked)
{
    QStringList& list = isTag ? choice_.tagColumns : choice_.hiddenColumns;
    list.removeAll(key);
    if (checked == isTag) {
        list.append(key);
    }
    syncMost();
    Q_EMIT changed(choice_);
}

/// With as many as there may be, no further one can be chosen.
void ColumnChooser::syncMost()
{
    const bool full = choice_.tagColumns.size() >= DeviceListChoice::kMostColumns;
    for (CheckBox* const box : tagBoxes_) {
        box->setEnabled(box->isChecked() || !full);
    }
}

} // namespace deck
