#include "widgets/theme.h"

#include "resources/resources.h"
#include "widgets/deck_style.h"
#include "widgets/system_scheme.h"
#include "widgets/text_style.h"

#include <QApplication>
#include <QDBusConnection>
#include <QFontDatabase>
#include <QPalette>
#include <QToolTip>

namespace deck {

namespace {

void loadFonts()
{
    loadResources();
    for (const char* file : {"console-ui-regular.otf", "console-ui-medium.otf",
                             "console-ui-semibold.otf", "console-mono-regular.ttf"}) {
        QFontDatabase::addApplicationFont(QStringLiteral(":/fonts/") + QLatin1String(file));
    }
}

QPalette paletteOf(const Tokens& t)
{
    QPalette palette;
    const std::pair<QPalette::ColorRole, QColor> colors[] = {
        {QPalette::Window, t.window},
        {QPalette::WindowText, t.text},
        {QPalette::Base, t.surface},
        {QPalette::AlternateBase, t.inset},
        {QPalette::Text, t.text},
        {QPalette::PlaceholderText, t.text3},
        {QPalette::Button, t.surface},
        {QPalette::ButtonText, t.text},
        {QPalette::BrightText, t.onAccent},
        {QPalette::Highlight, t.accent},
        {QPalette::HighlightedText, t.onAccent},
        {QPalette::Link, t.accentText},
        {QPalette::LinkVisited, t.accentText},
        {QPalette::ToolTipBase, t.toast},
        {QPalette::ToolTipText, darkTokens().text},
        {QPalette::Light, t.surface},
        {QPalette::Midlight, t.hover},
        {QPalette::Mid, t.border},
        {QPalette::Dark, t.borderStrong},
        {QPalette::Shadow, t.borderStrong},
    };
    for (const auto& [role, color] : colors) {
        palette.setColor(role, color);
    }
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, t.text3);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, t.borderStrong);
    return palette;
}

} // namespace

Theme::Theme(QApplication& /*application*/, QObject* parent)
    : QObject(parent),
      style_(new DeckStyle),
      system_(std::make_unique<SystemScheme>(QDBusConnection::sessionBus())),
      startedDark_(QApplication::palette().color(QPalette::Window).lightness() < 128),
      dark_(startedDark_)
{
    loadFonts();
    for (const auto effect : {Qt::UI_AnimateMenu, Qt::UI_FadeMenu, Qt::UI_AnimateCombo,
                              Qt::UI_AnimateTooltip, Qt::UI_FadeTooltip}) {
        QApplication::setEffectEnabled(effect, false);
    }
    QApplication::setStyle(style_);
    QApplication::setFont(fontFor(TextStyle::Body));
    QToolTip::setFont(fontFor(TextStyle::Caption));
    connect(system_.get(), &SystemScheme::changed, this, &Theme::follow);
    system_->start();
    dark_ = wantsDark();
    apply();
}

Theme::~Theme() = default;

void Theme::setChoice(Choice choice)
{
    choice_ = choice;
    follow();
}

void Theme::setReduceMotion(bool reduce)
{
    if (reduce != reduceMotion_) {
        reduceMotion_ = reduce;
        Q_EMIT changed();
    }
}

bool Theme::wantsDark() const
{
    if (choice_ != Choice::System) {
        return choice_ == Choice::Dark;
    }
    return system_->isDark().value_or(startedDark_);
}

void Theme::follow()
{
    const bool dark = wantsDark();
    if (dark != dark_) {
        dark_ = dark;
        apply();
        Q_EMIT changed();
    }
}

void Theme::apply()
{
    style_->setTokens(tokens());
    const QPalette palette = paletteOf(tokens());
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
}

} // namespace deck
