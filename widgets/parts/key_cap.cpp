#include "widgets/parts/key_cap.h"

#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QPainter>

namespace deck {

KeyCap::KeyCap(Theme& theme, const QString& keys, QWidget* parent) : QWidget(parent), theme_(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setKeys(keys);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void KeyCap::setKeys(const QString& keys)
{
    keys_ = keys;
    setAccessibleName(tr("Shortcut %1").arg(keys));
    updateGeometry();
    update();
}

QSize KeyCap::sizeHint() const
{
    return keyCapSize(keys_);
}

void KeyCap::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    paintKeyCap(painter, rect(), keys_, theme_.tokens());
}

} // namespace deck
