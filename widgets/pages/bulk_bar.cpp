#include "widgets/pages/bulk_bar.h"

#include "widgets/pages/permission_gate.h"
#include "widgets/parts/button.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/theme.h"

#include "models/texts.h"

#include <QHBoxLayout>

#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kIconsFrom = 980; ///< width of the bar; without icons where there is less
constexpr int kButtonHeight = 28;

struct Look
{
    const char* key;
    const char* text;
    const char* help;
    Icon icon;
};
constexpr std::array<Look, 6> kLooks{
    {{"enable", QT_TRANSLATE_NOOP("BulkBar", "Enable"),
      QT_TRANSLATE_NOOP("BulkBar", "They may connect again (U)"), Icon::Check},
     {"disable", QT_TRANSLATE_NOOP("BulkBar", "Disable…"),
      QT_TRANSLATE_NOOP("BulkBar", "They are disconnected and may not connect (B)"), Icon::Ban},
     {"tag", QT_TRANSLATE_NOOP("BulkBar", "Tag…"),
      QT_TRANSLATE_NOOP("BulkBar", "Set and remove tags (T)"), Icon::Tag},
     {"command", QT_TRANSLATE_NOOP("BulkBar", "Command…"),
      QT_TRANSLATE_NOOP("BulkBar", "Send each a command (C)"), Icon::Send},
     {"method", QT_TRANSLATE_NOOP("BulkBar", "Method…"),
      QT_TRANSLATE_NOOP("BulkBar", "Call a method of each (M)"), Icon::Play},
     {"delete", QT_TRANSLATE_NOOP("BulkBar", "Delete…"),
      QT_TRANSLATE_NOOP("BulkBar", "Delete them for good (Del)"), Icon::Trash}}};

} // namespace

BulkBar::BulkBar(const PageContext& context)
    : context_(context),
      count_(new Label(context.theme, {}, TextStyle::CaptionStrong)),
      all_(new Button(context.theme, {}, Button::Kind::Link)),
      clear_(new IconButton(context.theme, Icon::Close, tr("Choose no row")))
{
    setObjectName(u"devices.bulk"_s);
    setAccessibleName(tr("Chosen devices"));
    build();
}

void BulkBar::build()
{
    count_->setObjectName(u"devices.bulk.count"_s);
    all_->setObjectName(u"devices.bulk.all"_s);
    all_->setFixedHeight(kButtonHeight);
    all_->setToolTip(tr("Also those that are not in sight (Ctrl+A)"));
    clear_->setObjectName(u"devices.bulk.clear"_s);
    clear_->setSide(kButtonHeight);
    clear_->setShortcutHint(tr("Esc"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(count_);
    row->addSpacing(4);
    row->addWidget(all_);
    row->addStretch(1);
    for (std::size_t i = 0; i < kLooks.size(); ++i) {
        const Look& look = kLooks[i];
        auto* button = new Button(context_.theme, tr(look.text), look.icon, Button::Kind::Quiet);
        button->setObjectName(u"devices.bulk."_s + QString::fromLatin1(look.key));
        button->setFixedHeight(kButtonHeight);
        button->setToolTip(tr(look.help));
        connect(button, &Button::clicked, this, [this, act = Act(i)] { Q_EMIT wanted(act); });
        PermissionGate::guard({button}, context_.session, {hub::Permission::Operate});
        row->addWidget(button);
        acts_ << button;
    }
    row->addSpacing(4);
    row->addWidget(clear_);
    connect(all_, &Button::clicked, this, &BulkBar::allWanted);
    connect(clear_, &IconButton::clicked, this, &BulkBar::clearWanted);
}

void BulkBar::show(const Shown& shown)
{
    const QString number = shown.count ? countText(*shown.count) : QString();
    count_->setText(shown.isAll ? (shown.count ? tr("All %1 chosen").arg(number)
                                               : tr("All that match, not counted yet"))
                    : shown.waiting > 0
                        ? tr("%1 chosen, reading %2 of them").arg(number, countText(quint64(shown.waiting)))
                        : tr("%1 chosen").arg(number));
    all_->setText(shown.matching ? tr("Choose all %1 that match").arg(countText(*shown.matching))
                                 : tr("Choose all that match"));
    const bool isLess = !shown.isAll && (!shown.matching || shown.count < shown.matching);
    all_->setVisible(isLess);
    all_->updateGeometry();
    for (Button* const act : acts_) {
        act->setEnabled(shown.waiting == 0 && shown.count != 0);
    }
}

void BulkBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    for (std::size_t i = 0; i < kLooks.size(); ++i) {
        acts_[qsizetype(i)]->setIconName(width() >= kIconsFrom ? std::optional(kLooks[i].icon)
                                                               : std::nullopt);
    }
}

} // namespace deck
