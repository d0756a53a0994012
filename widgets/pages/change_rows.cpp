#include "widgets/pages/change_rows.h"

#include "widgets/parts/label.h"
#include "widgets/theme.h"

#include "models/texts.h"

#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostChars = 2'000;

QString spokenText(const JsonChange& change)
{
    if (change.before.isEmpty()) {
        return ChangeRows::tr("%1: %2 is added").arg(change.path, change.after);
    }
    return change.after.isEmpty()
               ? ChangeRows::tr("%1: %2 is removed").arg(change.path, change.before)
               : ChangeRows::tr("%1: %2 became %3").arg(change.path, change.before, change.after);
}

} // namespace

ChangeRows::ChangeRows(Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), column_(new QVBoxLayout(this))
{
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(2);
}

void ChangeRows::setChanges(const QString& heading, const std::vector<JsonChange>& changes)
{
    clear();
    if (!heading.isEmpty()) {
        column_->addWidget(new Label(theme_, heading, TextStyle::CaptionStrong));
    }
    QStringList spoken;
    for (std::size_t i = 0; i < changes.size() && i < kMostShown; ++i) {
        addChange(changes[i]);
        spoken << spokenText(changes[i]);
    }
    if (changes.size() > kMostShown) {
        column_->addWidget(new Label(theme_, tr("and %1 more").arg(changes.size() - kMostShown),
                                     TextStyle::Caption, &Tokens::text2));
    }
    setAccessibleName(spoken.join(u'\n'));
}

void ChangeRows::addChange(const JsonChange& change)
{
    if (!change.path.isEmpty()) {
        column_->addSpacing(4);
        auto* path = new Label(theme_, plainLine(change.path, kMostChars), TextStyle::MonoSmall,
                               &Tokens::text2);
        path->setElide(Qt::ElideMiddle);
        column_->addWidget(path);
    }
    if (!change.before.isEmpty()) {
        addLine(change.before, true);
    }
    if (!change.after.isEmpty()) {
        addLine(change.after, false);
    }
}

/// "− before" in red, "+ after" in green: the sign says it without the colour.
void ChangeRows::addLine(const QString& value, bool removed)
{
    const QString sign = removed ? u"− "_s : u"+ "_s;
    auto* line = new Label(theme_, sign + plainLine(value, kMostChars), TextStyle::MonoSmall,
                           removed ? &Tokens::bad : &Tokens::ok);
    line->setElide(Qt::ElideRight);
    column_->addWidget(line);
}

void ChangeRows::clear()
{
    while (QLayoutItem* const item = column_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

} // namespace deck
