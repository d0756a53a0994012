#include "widgets/shell/hub_row.h"

#include "widgets/paint.h"
#include "widgets/theme.h"

#include "models/hub_list.h"

#include <QPainter>

namespace deck {

Status statusOf(HubSession::State state)
{
    switch (state) {
    case HubSession::State::Online: return Status::Online;
    case HubSession::State::Connecting: return Status::Stale;
    case HubSession::State::Degraded: return Status::Warning;
    case HubSession::State::NeedsCode:
    case HubSession::State::SignedOut:
    case HubSession::State::Untrusted: return Status::Failed;
    case HubSession::State::Offline: return Status::Offline;
    }
    return Status::Offline;
}

HubRow::HubRow(Theme& theme, const QModelIndex& hub, const QString& currentId)
    : PaintedButton(theme, nullptr, kRowRadius),
      id_(hub.data(HubList::IdRole).toString()),
      address_(hub.data(HubList::AddressRole).toString()),
      state_(HubSession::State(hub.data(HubList::StateRole).toInt())),
      current_(id_ == currentId)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setText(hub.data(Qt::DisplayRole).toString());
    setAccessibleName(text());
    setAccessibleDescription(address_);
}

void HubRow::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    QPainter painter(this);
    if (isHovered() || current_) {
        paintBox(painter, rect(),
                 {.fill = current_ ? t.accentSoft : t.hover, .radius = kRowRadius});
    }
    paintStatus(painter, QRectF(10, 0, kStatusMarkSide, height()), statusOf(state_), t);
    const int right = width() - 34;
    paintText(painter, QRect(30, 4, right - 30, 20), text(),
              {.style = TextStyle::BodyMedium, .color = t.text});
    paintText(painter, QRect(30, 23, right - 30, 18), address_,
              {.style = TextStyle::MonoSmall, .color = t.text2, .elide = Qt::ElideMiddle});
    if (current_) {
        theme_.icons().paint(painter, QRectF(width() - 28, 0, kButtonIcon, height()), Icon::Check,
                             kButtonIcon, t.accentText);
    }
}

} // namespace deck
