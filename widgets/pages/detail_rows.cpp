#include "widgets/pages/detail_rows.h"

#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/plain_text.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QVBoxLayout>

namespace deck {
namespace {

constexpr int kNameWidth = 96;
constexpr int kCopySide = 20;

} // namespace

DetailRows::DetailRows(Theme& theme, const QString& heading, QWidget* parent)
    : QWidget(parent), theme_(theme), grid_(new QGridLayout)
{
    grid_->setColumnMinimumWidth(0, kNameWidth);
    grid_->setColumnStretch(1, 1);
    grid_->setHorizontalSpacing(12);
    grid_->setVerticalSpacing(7);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(9);
    if (!heading.isEmpty()) {
        column->addWidget(new Label(theme, heading, TextStyle::CaptionStrong));
    }
    column->addLayout(grid_);
    hide();
}

void DetailRows::setRows(const QList<Row>& rows)
{
    needLines(rows.size());
    int used = 0;
    for (qsizetype i = 0; i < lines_.size(); ++i) {
        const Row row = i < rows.size() ? rows[i] : Row();
        Line& line = lines_[i];
        line.name->setVisible(!row.value.isEmpty());
        line.value->setVisible(!row.value.isEmpty());
        line.name->setText(row.name);
        line.value->setText(row.value);
        line.value->setTextStyle(row.mono ? TextStyle::MonoSmall : TextStyle::Body);
        line.value->setElide(row.mono ? Qt::ElideMiddle : Qt::ElideRight);
        if (!row.toolTip.isEmpty()) {
            line.value->setToolTip(plainToolTip(row.toolTip));
        }
        syncCopy(line, int(i), row);
        used += row.value.isEmpty() ? 0 : 1;
    }
    setVisible(used > 0);
}

void DetailRows::needLines(qsizetype count)
{
    while (lines_.size() < count) {
        const int row = int(lines_.size());
        const Line line{new Label(theme_, {}, TextStyle::Body, &Tokens::text2),
                        new Label(theme_, {}, TextStyle::Body), nullptr};
        line.name->setElide(Qt::ElideRight);
        grid_->addWidget(line.name, row, 0);
        grid_->addWidget(line.value, row, 1);
        lines_ << line;
    }
}

void DetailRows::syncCopy(Line& line, int at, const Row& row)
{
    const bool wanted = row.copyable && !row.value.isEmpty();
    if (wanted && line.copy == nullptr) {
        line.copy = new IconButton(theme_, Icon::Copy, {});
        line.copy->setSide(kCopySide);
        connect(line.copy, &IconButton::clicked, this,
                [value = line.value] { QGuiApplication::clipboard()->setText(value->text()); });
        grid_->addWidget(line.copy, at, 2);
    }
    if (line.copy != nullptr) {
        line.copy->setName(tr("Copy %1").arg(row.name));
        line.copy->setVisible(wanted);
    }
}

} // namespace deck
