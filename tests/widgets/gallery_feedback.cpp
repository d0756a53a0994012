#include "tests/support/device_rows.h"
#include "tests/widgets/gallery_pages.h"
#include "widgets/metrics.h"
#include "widgets/parts/banner.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/dialog.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/spinner.h"
#include "widgets/parts/table_card.h"
#include "widgets/parts/text_field.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QMenu>
#include <QTimer>
#include <QVBoxLayout>

namespace deck {

namespace {

using namespace Qt::Literals::StringLiterals;

void addBanners(Theme& theme, QVBoxLayout* column)
{
    const QList<Banner::Message> messages{
        {.role = Banner::Role::Info,
         .sentence = u"Secrets are kept for this session only."_s,
         .detail = u"No secret service was found on this computer."_s,
         .action = u"Use an encrypted file"_s},
        {.role = Banner::Role::Warn,
         .sentence = u"The hub is limiting bulk reads."_s,
         .detail = u"Counts are 12 s old; rows load as you scroll."_s,
         .action = u"Retry now"_s},
        {.role = Banner::Role::Bad,
         .sentence = u"The local hub has stopped."_s,
         .detail = u"Its disk refuses to write; nothing was acknowledged since 12:04:31."_s,
         .action = u"Restart hub"_s,
         .closable = false},
    };
    for (const Banner::Message& message : messages) {
        auto* banner = new Banner(theme);
        banner->show(message);
        column->addWidget(banner);
    }
}

TableCard* table(Theme& theme, bool loading)
{
    auto* view = new DataTable(theme, u"Devices"_s);
    auto* rows = new DeviceRows(loading ? 4000 : 0, view);
    rows->setLoaded(0);
    view->setPlaceholderRole(DeviceRows::PlaceholderRole);
    view->setColumns({{.style = CellStyle::Mono, .width = 140, .stretch = true},
                      {.style = CellStyle::Status, .width = 110},
                      {.width = 90},
                      {.width = 80},
                      {.width = 80},
                      {.width = 90, .align = Qt::AlignRight}});
    view->setModel(rows);
    auto* card = new TableCard(theme, view);
    card->setFooter(loading ? u"Loading rows 1–15 of 412,806"_s : u"0 of 812"_s);
    if (!loading) {
        auto* empty = new EmptyState(theme, Icon::Filter);
        empty->setTexts(u"No device matches"_s,
                        u"Two filters are set. Without the tag there are 38."_s);
        empty->setSecondary(u"Clear filters"_s);
        card->showInstead(empty);
    }
    return card;
}

void addToasts(Theme& theme, QWidget* page)
{
    auto* toasts = new ToastStack(theme, *page);
    toasts->add({.text = u"Settings saved"_s, .icon = Icon::Check, .iconColor = &Tokens::ok});
    toasts->add({.text = u"3 devices moved to the blocklist"_s,
                 .icon = Icon::Access,
                 .iconColor = &Tokens::bad,
                 .action = u"Undo"_s});
}

} // namespace

QWidget* feedbackPage(Theme& theme)
{
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePadding);
    column->setSpacing(kCardGap);
    addBanners(theme, column);
    auto* grid = new QGridLayout;
    grid->setSpacing(kCardGap);
    auto* empty = new EmptyState(theme, Icon::Commands);
    empty->setTexts(
        u"No commands are waiting"_s,
        u"Commands that you send appear here until the device answers or they expire."_s);
    empty->setPrimary(u"Send command"_s, Icon::Send);
    empty->setSecondary(u"View history"_s);
    auto* busy = new EmptyState(theme, Icon::Server);
    busy->setTexts(u"Starting the hub"_s, u"This takes a second or two."_s);
    busy->setBusy(true);
    grid->addWidget(empty, 0, 0);
    grid->addWidget(busy, 0, 1);
    grid->addWidget(table(theme, true), 1, 0);
    grid->addWidget(table(theme, false), 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(1, 1);
    column->addLayout(grid, 1);
    addToasts(theme, page);
    return page;
}

void openSampleDialog(Theme& theme, QWidget* window)
{
    auto* dialog = new Dialog(theme, QObject::tr("Delete 24 devices"), window);
    dialog->setText(u"Their keys stop working at once and 7 waiting commands are dropped. "
                    "Telemetry that is stored stays until its time is over."_s);
    auto* name = new TextField(theme, u"Name of the hub"_s);
    name->setPlaceholder(u"north-eu-1"_s);
    auto* row = new FormRow(theme, u"Type the name of the hub to go on"_s, name);
    dialog->body()->addWidget(row);
    dialog->addButton(u"Cancel"_s, Button::Kind::Secondary, Dialog::Answer::Reject);
    dialog->addButton(u"Delete devices"_s, Button::Kind::Danger, Dialog::Answer::Accept);
    dialog->setFirstFocus(name);
    dialog->open();
}

void openSamplePopups(Theme& theme, QWidget* window)
{
    Q_UNUSED(theme)
    if (auto* select = window->findChild<SelectField*>()) {
        select->showPopup();
    }
    auto* menu = new QMenu(window);
    menu->addAction(u"Open\tEnter"_s);
    menu->addAction(u"Send command\tC"_s);
    QAction* follow = menu->addAction(u"Follow live"_s);
    follow->setCheckable(true);
    follow->setChecked(true);
    menu->addSeparator();
    menu->addMenu(u"Copy"_s)->addAction(u"Id"_s);
    menu->addAction(u"Block\tB"_s)->setEnabled(false);
    menu->popup(window->mapToGlobal(QPoint(320, 420)));
    menu->setActiveAction(menu->actions().at(1));
}

} // namespace deck
