#include "widgets/shell/hub_switcher.h"

#include "widgets/paint.h"
#include "widgets/parts/button.h"
#include "widgets/parts/divider.h"
#include "widgets/parts/popover.h"
#include "widgets/shell/hub_row.h"
#include "widgets/theme.h"

#include "models/hub_list.h"

#include <QPainter>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPopoverWidth = 320;

} // namespace

HubSwitcher::HubSwitcher(Theme& theme, HubList& hubs, QWidget* parent)
    : PaintedButton(theme, parent), hubs_(hubs)
{
    setObjectName(u"shell.hubs"_s);
    setFixedSize(sizeHint());
    setToolTip(tr("Choose a hub (Ctrl+H)"));
    connect(this, &QAbstractButton::clicked, this, &HubSwitcher::openList);
    connect(&hubs_, &HubList::currentChanged, this, &HubSwitcher::sync);
    connect(&hubs_, &HubList::dataChanged, this, &HubSwitcher::sync);
    sync();
}

void HubSwitcher::sync()
{
    const int row = hubs_.rowOf(hubs_.currentId());
    setText(row < 0 ? tr("No hub") : hubs_.profileAt(row).name);
    setAccessibleName(tr("Hub: %1").arg(text()));
    QWidget::update();
}

void HubSwitcher::openList()
{
    auto* popover = new Popover(theme_, window());
    popover->setObjectName(u"shell.hubs.list"_s);
    fill(*popover);
    connect(popover, &Popover::closed, popover, &QObject::deleteLater);
    popover->openAt(*this);
}

void HubSwitcher::fill(Popover& popover)
{
    popover.setMinimumWidth(kPopoverWidth);
    for (int row = 0; row < hubs_.rowCount(); ++row) {
        auto* entry = new HubRow(theme_, hubs_.index(row), hubs_.currentId());
        connect(entry, &QAbstractButton::clicked, &popover, [this, &popover, entry] {
            popover.close();
            hubs_.setCurrent(entry->hubId());
        });
        popover.body()->addWidget(entry);
    }
    popover.body()->addWidget(new Divider(theme_));
    auto* connectOther =
        new Button(theme_, tr("Connect to a hub…"), Icon::Plus, Button::Kind::Quiet);
    connectOther->setObjectName(u"shell.hubs.connect"_s);
    connect(connectOther, &Button::clicked, &popover, [this, &popover] {
        popover.close();
        Q_EMIT connectWanted();
    });
    popover.body()->addWidget(connectOther);
}

void HubSwitcher::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    QPainter painter(this);
    paintBox(painter, rect(),
             {.fill = isDown() ? t.inset : (isHovered() ? t.hover : t.surface),
              .border = t.borderStrong,
              .radius = kControlRadius});
    theme_.icons().paint(painter, QRectF(10, 0, kButtonIcon, height()), Icon::Server, kButtonIcon,
                         t.text2);
    theme_.icons().paint(painter, QRectF(width() - 26, 0, kButtonIcon, height()), Icon::Chevrons,
                         kButtonIcon, t.text2);
    paintText(painter, QRect(36, 0, width() - 70, height()), text(),
              {.style = TextStyle::BodyStrong, .color = t.text});
}

} // namespace deck
