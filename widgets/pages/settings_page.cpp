#include "widgets/pages/settings_page.h"

#include "widgets/metrics.h"
#include "widgets/pages/page_links.h"
#include "widgets/parts/button.h"
#include "widgets/parts/card.h"
#include "widgets/parts/copy_field.h"
#include "widgets/parts/label.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/scroll_column.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/switch.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/theme.h"

#include "models/hub_list.h"
#include "models/local_hub_status.h"
#include "models/preferences.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kReadableWidth = 760;

Switch* makeSwitch(Theme& theme, const QString& text, const QString& name)
{
    auto* made = new Switch(theme, text);
    made->setCheckable(true);
    made->setObjectName(name);
    return made;
}

QString stateText(const LocalHubStatus::Values& values)
{
    switch (values.phase) {
    case LocalHubStatus::Phase::Starting: return SettingsPage::tr("Starting");
    case LocalHubStatus::Phase::Running: return SettingsPage::tr("Running inside this program");
    case LocalHubStatus::Phase::Attached:
        return SettingsPage::tr("Running in another program on this computer");
    case LocalHubStatus::Phase::Failed: return values.message;
    case LocalHubStatus::Phase::Stopped: return SettingsPage::tr("Stopped");
    }
    return {};
}

} // namespace

SettingsPage::SettingsPage(const SettingsContext& context)
    : Page(u"settings"_s),
      context_(context),
      colors_(new Segmented(context.theme, tr("Colours"))),
      compact_(makeSwitch(context.theme, tr("Compact rows in tables"), u"settings.compact"_s)),
      motion_(makeSwitch(context.theme, tr("Reduce motion"), u"settings.motion"_s)),
      startHub_(makeSwitch(context.theme, tr("Start the local hub with the console"),
                           u"settings.startHub"_s)),
      hubState_(new Label(context.theme, {}, TextStyle::Body)),
      folder_(new CopyField(context.theme, tr("Data folder"))),
      restart_(new Button(context.theme, tr("Restart hub"), Icon::Refresh,
                          Button::Kind::Secondary)),
      hubRows_(new QVBoxLayout)
{
    auto* header = new QHBoxLayout;
    header->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kBlockGap);
    header->addWidget(new PageHeader(context.theme, tr("Settings")));
    auto* scroll = new ScrollColumn;
    scroll->setMaximumContentWidth(kReadableWidth);
    for (Card* card : {buildAppearance(), buildLocalHub(), buildHubs(), buildAbout()}) {
        scroll->body()->addWidget(card);
    }
    scroll->body()->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(header);
    column->addWidget(scroll, 1);
    syncPreferences();
    syncLocalHub();
    syncHubs();
}

Card* SettingsPage::buildAppearance()
{
    for (const QString& name : {tr("System"), tr("Light"), tr("Dark")}) {
        colors_->addSegment(name);
    }
    colors_->setObjectName(u"settings.colors"_s);
    auto* card = new Card(context_.theme);
    card->setTitle(tr("Appearance"));
    card->body()->addWidget(colors_, 0, Qt::AlignLeft);
    card->body()->addWidget(compact_, 0, Qt::AlignLeft);
    card->body()->addWidget(motion_, 0, Qt::AlignLeft);
    connect(colors_, &Segmented::currentChanged, this, &SettingsPage::store);
    for (Switch* one : {compact_, motion_, startHub_}) {
        connect(one, &Switch::toggled, this, &SettingsPage::store);
    }
    connect(&context_.preferences, &Preferences::changed, this, &SettingsPage::syncPreferences);
    return card;
}

Card* SettingsPage::buildLocalHub()
{
    auto* card = new Card(context_.theme);
    card->setTitle(tr("Local hub"));
    hubState_->setWordWrap(true);
    restart_->setObjectName(u"settings.restart"_s);
    card->addAction(restart_);
    card->body()->addWidget(hubState_);
    auto* note = new Label(context_.theme,
                           tr("Everything that the hub keeps is in its data folder: identities, "
                              "keys, telemetry and certificates."),
                           TextStyle::Caption, &Tokens::text2);
    note->setWordWrap(true);
    card->body()->addWidget(folder_);
    card->body()->addWidget(note);
    card->body()->addWidget(startHub_, 0, Qt::AlignLeft);
    connect(restart_, &Button::clicked, &context_.localHub, &LocalHubStatus::restartWanted);
    connect(&context_.localHub, &LocalHubStatus::changed, this, &SettingsPage::syncLocalHub);
    return card;
}

Card* SettingsPage::buildHubs()
{
    auto* card = new Card(context_.theme);
    card->setTitle(tr("Other hubs"));
    auto* add = new Button(context_.theme, tr("Connect…"), Icon::Plus, Button::Kind::Secondary);
    add->setObjectName(u"settings.connect"_s);
    card->addAction(add);
    hubRows_->setSpacing(8);
    card->body()->addLayout(hubRows_);
    connect(add, &Button::clicked, &context_.links, &PageLinks::connectHubWanted);
    connect(&context_.hubs, &HubList::profilesChanged, this, &SettingsPage::syncHubs);
    return card;
}

Card* SettingsPage::buildAbout()
{
    auto* card = new Card(context_.theme);
    card->setTitle(tr("About"), tr("Hubdeck %1").arg(QCoreApplication::applicationVersion()));
    auto* text = new Label(
        context_.theme,
        tr("The hub, its libraries and the source of the console are under the Apache License 2.0. "
           "This program links Qt Charts and is therefore distributed under the GNU GPL, "
           "version 3. Fonts: Inter (SIL Open Font License 1.1) and JetBrains Mono "
           "(Apache License 2.0). Hubdeck sends nothing to anybody."),
        TextStyle::Body, &Tokens::text2);
    text->setWordWrap(true);
    card->body()->addWidget(text);
    return card;
}

QLayout* SettingsPage::hubRow(int row)
{
    const ConnectionProfile& profile = context_.hubs.profileAt(row);
    auto* name = new Label(context_.theme, profile.name, TextStyle::BodyMedium);
    auto* address =
        new Label(context_.theme, profile.address(), TextStyle::MonoSmall, &Tokens::text2);
    address->setElide(Qt::ElideMiddle);
    auto* remove = new Button(context_.theme, tr("Remove"), Button::Kind::Danger);
    remove->setAccessibleName(tr("Remove %1").arg(profile.name));
    connect(remove, &Button::clicked, &context_.hubs,
            [&hubs = context_.hubs, id = profile.id] { hubs.remove(id); }, Qt::QueuedConnection);
    auto* line = new QHBoxLayout;
    line->setSpacing(12);
    line->addWidget(name);
    line->addWidget(address, 1);
    line->addWidget(remove);
    return line;
}

void SettingsPage::syncPreferences()
{
    syncing_ = true;
    const PreferenceValues& values = context_.preferences.values();
    colors_->setCurrent(int(values.colors));
    compact_->setChecked(values.compactRows);
    motion_->setChecked(values.reduceMotion);
    startHub_->setChecked(values.startLocalHub);
    syncing_ = false;
}

void SettingsPage::syncLocalHub()
{
    const LocalHubStatus::Values& values = context_.localHub.values();
    hubState_->setText(stateText(values));
    folder_->setValue(values.dataFolder);
    restart_->setEnabled(values.phase != LocalHubStatus::Phase::Starting &&
                         values.phase != LocalHubStatus::Phase::Attached);
    restart_->setText(values.phase == LocalHubStatus::Phase::Stopped ? tr("Start hub")
                                                                     : tr("Restart hub"));
}

void SettingsPage::syncHubs()
{
    while (QLayoutItem* item = hubRows_->takeAt(0)) {
        if (QLayout* line = item->layout()) {
            while (QLayoutItem* part = line->takeAt(0)) {
                part->widget()->deleteLater();
                delete part;
            }
        } else {
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (int row = 0; row < context_.hubs.rowCount(); ++row) {
        if (!context_.hubs.profileAt(row).isLocal) {
            hubRows_->addLayout(hubRow(row));
        }
    }
    if (hubRows_->count() == 0) {
        hubRows_->addWidget(new Label(context_.theme,
                                      tr("None yet. A hub that runs elsewhere is connected with the "
                                         "connection string of one of its policies."),
                                      TextStyle::Body, &Tokens::text2));
    }
}

void SettingsPage::store()
{
    if (syncing_) {
        return;
    }
    PreferenceValues values = context_.preferences.values();
    values.colors = PreferenceValues::Colors(colors_->current());
    values.compactRows = compact_->isChecked();
    values.reduceMotion = motion_->isChecked();
    values.startLocalHub = startHub_->isChecked();
    context_.preferences.set(values);
}

} // namespace deck
