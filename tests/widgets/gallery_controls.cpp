#include "tests/widgets/gallery_pages.h"
#include "widgets/metrics.h"
#include "widgets/parts/button.h"
#include "widgets/parts/card.h"
#include "widgets/parts/check_box.h"
#include "widgets/parts/copy_field.h"
#include "widgets/parts/filter_chip.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/switch.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QFocusEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace deck {

namespace {

using namespace Qt::Literals::StringLiterals;

void looksHovered(QWidget* widget)
{
    widget->setAttribute(Qt::WA_UnderMouse);
}

/// As if Tab had led there; unlike real focus, on many widgets at once.
void looksFocused(QWidget* widget)
{
    QMetaObject::invokeMethod(
        widget,
        [widget] {
            QFocusEvent event(QEvent::FocusIn, Qt::TabFocusReason);
            QCoreApplication::sendEvent(widget, &event);
        },
        Qt::QueuedConnection);
}

Card* buttonsCard(Theme& theme)
{
    auto* card = new Card(theme);
    card->setTitle(u"Buttons"_s, u"rest, hover, pressed, focus, disabled, busy"_s);
    auto* grid = new QGridLayout;
    grid->setSpacing(12);
    const QList<Button::Kind> kinds{Button::Kind::Primary, Button::Kind::Secondary,
                                    Button::Kind::Quiet, Button::Kind::Danger, Button::Kind::Link};
    const QStringList texts{u"Add devices"_s, u"Export"_s, u"Columns"_s, u"Block"_s, u"Open"_s};
    const QList<Icon> icons{Icon::Plus, Icon::Download, Icon::Columns, Icon::Ban, Icon::ArrowRight};
    for (int row = 0; row < kinds.size(); ++row) {
        for (int state = 0; state < 6; ++state) {
            auto* button = new Button(theme, texts[row], icons[row], kinds[row]);
            if (kinds[row] == Button::Kind::Link) {
                button->setIconName(std::nullopt);
            }
            grid->addWidget(button, row, state, Qt::AlignLeft);
            if (state == 1) {
                looksHovered(button);
            } else if (state == 2) {
                button->setDown(true);
            } else if (state == 3) {
                looksFocused(button);
            }
            button->setEnabled(state != 4);
            button->setBusy(state == 5);
        }
    }
    card->body()->addLayout(grid);
    return card;
}

Card* smallButtonsCard(Theme& theme)
{
    auto* card = new Card(theme);
    card->setTitle(u"Icon buttons, chips, segments"_s);
    auto* icons = new QHBoxLayout;
    for (int state = 0; state < 8; ++state) {
        auto* button =
            new IconButton(theme, state == 7 ? Icon::Alerts : Icon::Refresh, u"Refresh"_s);
        button->setFrame(state == 5 ? IconButton::Frame::Outlined : IconButton::Frame::None);
        if (state == 1) {
            looksHovered(button);
        }
        button->setDown(state == 2);
        if (state == 3) {
            looksFocused(button);
        }
        button->setEnabled(state != 4);
        button->setSide(state == 6 ? 24 : kControlHeight);
        button->setDot(state == 7);
        icons->addWidget(button);
    }
    icons->addStretch(1);
    card->body()->addLayout(icons);

    auto* chips = new QHBoxLayout;
    chips->setSpacing(8);
    for (int at = 0; at < 4; ++at) {
        auto* chip = new FilterChip(theme, at == 1 ? u"Tag"_s : u"Status"_s);
        if (at == 1) {
            chip->setValue(u"critical"_s);
        }
        if (at == 2) {
            looksFocused(chip);
        }
        chip->setEnabled(at != 3);
        chips->addWidget(chip);
    }
    chips->addStretch(1);
    card->body()->addLayout(chips);

    auto* windows = new Segmented(theme, u"Window"_s);
    for (const auto& text : {u"1 m"_s, u"5 m"_s, u"15 m"_s, u"1 h"_s, u"6 h"_s, u"24 h"_s}) {
        windows->addSegment(text);
    }
    windows->setCurrent(1);
    auto* lists = new Segmented(theme, u"Lists"_s);
    for (const auto& text : {u"Allowlist"_s, u"Blocklist"_s, u"Pending"_s}) {
        lists->addSegment(text);
    }
    auto* segments = new QHBoxLayout;
    segments->setSpacing(12);
    segments->addWidget(windows);
    segments->addWidget(lists);
    segments->addStretch(1);
    card->body()->addLayout(segments);
    return card;
}

Card* switchesCard(Theme& theme)
{
    auto* card = new Card(theme);
    card->setTitle(u"Switches and check boxes"_s);
    auto* grid = new QGridLayout;
    grid->setSpacing(14);
    for (int at = 0; at < 5; ++at) {
        auto* toggle = new Switch(theme, at < 3 ? u"Follow live"_s : u"Off for now"_s);
        toggle->setChecked(at != 1 && at != 4);
        toggle->setEnabled(at < 3);
        auto* box = new CheckBox(theme, u"Include tags"_s);
        box->setChecked(at != 1 && at != 4);
        box->setEnabled(at < 3);
        if (at == 2) {
            looksFocused(toggle);
            looksFocused(box);
            box->setPartial(true);
        }
        grid->addWidget(toggle, at / 3 * 2, at % 3);
        grid->addWidget(box, at / 3 * 2 + 1, at % 3);
    }
    card->body()->addLayout(grid);
    return card;
}

void addFields(Theme& theme, QGridLayout* grid)
{
    auto* filter = new TextField(theme, u"Filter devices"_s);
    filter->setPlaceholder(u"Filter devices"_s);
    filter->setIcon(Icon::Search);
    filter->setKeyHint(u"/"_s);
    auto* search = new TextField(theme, u"Search"_s);
    search->setPlaceholder(u"Search devices, pages and actions"_s);
    search->setIcon(Icon::Search);
    search->setKeyHint(u"Ctrl K"_s);
    search->setInset(true);
    auto* typed = new TextField(theme, u"Typed"_s);
    typed->setIcon(Icon::Search);
    typed->setText(u"pump-7"_s);
    typed->setClearable(true);
    looksFocused(typed->edit());
    auto* wrong = new TextField(theme, u"Port"_s);
    wrong->setText(u"70000"_s);
    wrong->setError(u"A port is a number from 1 to 65535."_s);
    auto* fixed = new TextField(theme, u"Host"_s);
    fixed->setText(u"127.0.0.1"_s);
    fixed->setReadOnly(true);
    fixed->setMono(true);
    auto* off = new TextField(theme, u"Proxy"_s);
    off->setPlaceholder(u"No proxy"_s);
    off->setEnabled(false);
    auto* secret = new TextField(theme, u"Passphrase"_s);
    secret->setText(u"correct horse"_s);
    secret->setSecret(true);
    auto* labelled = new FormRow(theme, u"Name"_s, new TextField(theme, u"Name"_s));
    labelled->setHelp(u"Shown in the switcher and in the title."_s);
    int at = 0;
    for (QWidget* field : {static_cast<QWidget*>(filter), static_cast<QWidget*>(search),
                           static_cast<QWidget*>(typed), static_cast<QWidget*>(fixed),
                           static_cast<QWidget*>(off), static_cast<QWidget*>(secret),
                           static_cast<QWidget*>(wrong), static_cast<QWidget*>(labelled)}) {
        grid->addWidget(field, at / 2, at % 2, Qt::AlignTop);
        ++at;
    }
}

Card* fieldsCard(Theme& theme)
{
    auto* card = new Card(theme);
    card->setTitle(u"Fields"_s);
    auto* grid = new QGridLayout;
    grid->setSpacing(12);
    addFields(theme, grid);
    for (int at = 0; at < 2; ++at) {
        auto* select = new SelectField(theme, u"Transport"_s);
        select->addItems({u"MQTT"_s, u"AMQP over WebSocket"_s, u"HTTPS"_s});
        select->setEnabled(at == 0);
        select->setPrefix(at == 0 ? u"Transport: "_s : QString());
        grid->addWidget(select, 4, at);
    }
    auto* area = new TextArea(theme, u"Payload"_s);
    area->setText(u"{\n  \"sampleRate\": 5,\n  \"unit\": \"s\"\n}"_s);
    area->setFixedHeight(104);
    grid->addWidget(area, 5, 0, 1, 2);
    card->body()->addLayout(grid);
    card->body()->addStretch(1);
    return card;
}

Card* copyCard(Theme& theme)
{
    auto* card = new Card(theme);
    card->setTitle(u"Values to copy"_s);
    auto* host = new CopyField(theme, u"Host name"_s);
    host->setValue(u"HostName=127.0.0.1:8443;DeviceId=pump-7;SharedAccessKey=…"_s);
    auto* key = new CopyField(theme, u"Primary key"_s);
    key->setSecret(true);
    key->setValue(u"dGhpcyBpcyBub3QgYSByZWFsIGtleQ=="_s);
    auto* shown = new CopyField(theme, u"Secondary key"_s);
    shown->setSecret(true);
    shown->setValue(u"bmVpdGhlciBpcyB0aGlzIG9uZSwgc29ycnkh"_s);
    shown->setRevealed(true);
    for (QWidget* field : {host, key, shown}) {
        card->body()->addWidget(field);
    }
    return card;
}

} // namespace

QWidget* controlsPage(Theme& theme)
{
    auto* page = new QWidget;
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePadding);
    grid->setSpacing(kCardGap);
    grid->addWidget(buttonsCard(theme), 0, 0, 1, 2);
    grid->addWidget(smallButtonsCard(theme), 1, 0, 1, 2);
    grid->addWidget(switchesCard(theme), 2, 0);
    grid->addWidget(copyCard(theme), 2, 1);
    grid->addWidget(fieldsCard(theme), 0, 2, 3, 1);
    grid->setRowStretch(3, 1);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    return page;
}

} // namespace deck
