#include "tests/widgets/gallery_pages.h"
#include "widgets/metrics.h"
#include "widgets/parts/card.h"
#include "widgets/parts/divider.h"
#include "widgets/parts/icon_view.h"
#include "widgets/parts/key_cap.h"
#include "widgets/parts/label.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/tag.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {

namespace {

using namespace Qt::Literals::StringLiterals;

Card* stylesCard(Theme& theme)
{
    auto* card = new Card(theme);
    card->setTitle(u"Text styles"_s);
    const QList<std::pair<TextStyle, QString>> styles{
        {TextStyle::PageTitle, u"Page title, 412,806"_s},
        {TextStyle::PanelTitle, u"Panel title"_s},
        {TextStyle::Subtitle, u"Subtitle 412,806 of 1,000,000"_s},
        {TextStyle::CardTitle, u"Card title"_s},
        {TextStyle::BodyStrong, u"Body strong"_s},
        {TextStyle::BodyMedium, u"Body medium"_s},
        {TextStyle::Body, u"Body: the hub keeps seven days of telemetry"_s},
        {TextStyle::Mono, u"mono camx1-c4abaa 10.42.7.118"_s},
        {TextStyle::MonoSmall, u"mono small 9f:3a:01:c1"_s},
        {TextStyle::CaptionStrong, u"Caption strong"_s},
        {TextStyle::CaptionMedium, u"Caption medium"_s},
        {TextStyle::Caption, u"Caption, live updates on"_s},
        {TextStyle::Section, u"Section label"_s},
        {TextStyle::Axis, u"Axis −5 min"_s},
    };
    for (const auto& [style, text] : styles) {
        card->body()->addWidget(new Label(theme, text, style));
    }
    card->body()->setSpacing(6);
    return card;
}

Card* coloursCard(Theme& theme)
{
    auto* card = new Card(theme);
    card->setTitle(u"Colours, cut texts, markup"_s);
    const QList<std::pair<TokenColor, QString>> colors{
        {&Tokens::text, u"text"_s},       {&Tokens::text2, u"text 2"_s},
        {&Tokens::text3, u"text 3"_s},    {&Tokens::accentText, u"accent text"_s},
        {&Tokens::ok, u"ok"_s},           {&Tokens::warn, u"warn"_s},
        {&Tokens::off, u"off"_s},         {&Tokens::bad, u"bad"_s},
        {&Tokens::env, u"environment"_s},
    };
    auto* grid = new QGridLayout;
    int at = 0;
    for (const auto& [color, text] : colors) {
        grid->addWidget(new Label(theme, text, TextStyle::BodyMedium, color), at / 3, at % 3);
        ++at;
    }
    card->body()->addLayout(grid);
    card->body()->addWidget(new Divider(theme));
    for (const auto mode : {Qt::ElideRight, Qt::ElideMiddle}) {
        auto* label = new Label(
            theme, u"HostName=127.0.0.1:8443;DeviceId=a-device-with-a-rather-long-name-7"_s,
            TextStyle::Mono);
        label->setElide(mode);
        label->setMaximumWidth(260);
        card->body()->addWidget(label);
    }
    card->body()->addWidget(new Label(theme, u"<b>not bold</b> & <img src=x>"_s));
    auto* selectable = new Label(theme, u"This text can be selected."_s);
    selectable->setSelectable(true);
    card->body()->addWidget(selectable);
    card->body()->addStretch(1);
    return card;
}

Card* marksCard(Theme& theme)
{
    auto* card = new Card(theme);
    card->setTitle(u"States, tags, keys"_s);
    const QList<std::pair<Status, QString>> states{
        {Status::Online, u"Online"_s},   {Status::Stale, u"Stale"_s},
        {Status::Offline, u"Offline"_s}, {Status::Blocked, u"Blocked"_s},
        {Status::Warning, u"Late"_s},    {Status::Failed, u"Failed"_s},
    };
    auto* plain = new QHBoxLayout;
    auto* pills = new QHBoxLayout;
    plain->setSpacing(16);
    for (const auto& [status, word] : states) {
        plain->addWidget(new StatusMark(theme, status, word));
        auto* pill = new StatusMark(theme, status, word);
        pill->setPill(true);
        pills->addWidget(pill);
    }
    plain->addStretch(1);
    pills->addStretch(1);
    card->body()->addLayout(plain);
    card->body()->addLayout(pills);
    auto* tags = new QHBoxLayout;
    const QList<std::pair<TagRole, QString>> roles{
        {TagRole::Neutral, u"critical"_s}, {TagRole::Accent, u"New"_s},
        {TagRole::Ok, u"Healthy"_s},       {TagRole::Warn, u"Limits"_s},
        {TagRole::Bad, u"Failed"_s},       {TagRole::Env, u"Production"_s},
    };
    for (const auto& [role, text] : roles) {
        tags->addWidget(new Tag(theme, text, role));
    }
    tags->addStretch(1);
    card->body()->addLayout(tags);
    auto* keys = new QHBoxLayout;
    for (const auto& text : {u"/"_s, u"Ctrl K"_s, u"Esc"_s, u"B"_s, u"Ctrl Shift L"_s}) {
        keys->addWidget(new KeyCap(theme, text));
    }
    keys->addStretch(1);
    card->body()->addLayout(keys);
    return card;
}

} // namespace

QWidget* textPage(Theme& theme)
{
    auto* page = new QWidget;
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePadding);
    grid->setSpacing(kCardGap);
    auto* header = new PageHeader(theme, u"Devices"_s);
    header->setDetail(u"412,806 of 1,000,000"_s);
    grid->addWidget(header, 0, 0, 1, 2);
    grid->addWidget(stylesCard(theme), 1, 0, 2, 1);
    grid->addWidget(marksCard(theme), 1, 1);
    grid->addWidget(coloursCard(theme), 2, 1);
    grid->setRowStretch(3, 1);
    return page;
}

QWidget* iconsPage(Theme& theme)
{
    auto* page = new QWidget;
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePadding);
    constexpr int kColumns = 10;
    for (int at = 0; at < kIconCount; ++at) {
        const auto icon = static_cast<Icon>(at);
        auto* sizes = new QHBoxLayout;
        for (const int size : {48, kNavIcon, kButtonIcon, kInlineIcon}) {
            sizes->addWidget(new IconView(theme, icon, size, &Tokens::text));
        }
        sizes->addStretch(1);
        auto* cell = new QVBoxLayout;
        cell->addLayout(sizes);
        cell->addWidget(new Label(theme, iconFileName(icon), TextStyle::Caption, &Tokens::text2));
        grid->addLayout(cell, at / kColumns, at % kColumns);
    }
    return page;
}

} // namespace deck
