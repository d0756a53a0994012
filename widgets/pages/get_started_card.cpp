#include "widgets/pages/get_started_card.h"

#include "widgets/metrics.h"
#include "widgets/pages/page_links.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/parts/button.h"
#include "widgets/parts/icon_view.h"
#include "widgets/parts/label.h"
#include "widgets/theme.h"

#include "models/hub_session.h"
#include "models/sample_devices.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

Button* makeButton(Theme& theme, const QString& text, Button::Kind kind, const QString& name)
{
    auto* button = new Button(theme, text, kind);
    button->setObjectName(name);
    return button;
}

} // namespace

GetStartedCard::GetStartedCard(const PageContext& context)
    : Card(context.theme), context_(context)
{
    setTitle(tr("Get started"));
    Theme& theme = context.theme;
    samples_ = addStep(Icon::Devices, tr("Look around with sample devices"), {},
                       makeButton(theme, tr("Add sample devices"), Button::Kind::Primary,
                                  u"home.samples"_s));
    const Step own = addStep(
        Icon::Terminal, tr("Connect my device"),
        tr("Makes an identity with a key and gives you a snippet that runs as it is."),
        makeButton(theme, tr("Connect my device"), Button::Kind::Secondary, u"home.device"_s));
    const Step other =
        addStep(Icon::Connections, tr("Connect to another hub"),
                tr("Paste the connection string of a hub that runs elsewhere."),
                makeButton(theme, tr("Connect…"), Button::Kind::Secondary, u"home.hub"_s));
    body()->addStretch(1);
    sync();
    PermissionGate::guard({samples_.button}, context.session, {hub::Permission::Operate});
    PermissionGate::guard({own.button}, context.session, {hub::Permission::Enroll});
    connect(samples_.button, &Button::clicked, this, &GetStartedCard::addOrRemoveSamples);
    connect(own.button, &Button::clicked, &context.links, &PageLinks::connectDeviceWanted);
    connect(other.button, &Button::clicked, &context.links, &PageLinks::connectHubWanted);
    connect(&context.samples, &SampleDevices::changed, this, &GetStartedCard::sync);
    connect(&context.session, &HubSession::stateChanged, this, &GetStartedCard::sync);
}

GetStartedCard::Step
GetStartedCard::addStep(Icon icon, const QString& title, const QString& text, Button* button)
{
    auto* explanation = new Label(context_.theme, text, TextStyle::Caption, &Tokens::text2);
    explanation->setWordWrap(true);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(new Label(context_.theme, title, TextStyle::BodyStrong));
    words->addWidget(explanation);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(new IconView(context_.theme, icon, kNavIcon, &Tokens::accentText), 0,
                   Qt::AlignTop);
    row->addLayout(words, 1);
    row->addWidget(button, 0, Qt::AlignVCenter);
    body()->addLayout(row);
    return {explanation, button};
}

void GetStartedCard::sync()
{
    Button& button = *samples_.button;
    const SampleDevices::State state = context_.samples.state();
    const bool running = state == SampleDevices::State::Running;
    button.setBusy(state == SampleDevices::State::Adding ||
                   state == SampleDevices::State::Removing);
    button.setEnabled(context_.session.isOnline());
    button.setKind(running ? Button::Kind::Secondary : Button::Kind::Primary);
    button.setText(running ? tr("Remove sample devices") : tr("Add sample devices"));
    button.updateGeometry();
    samples_.text->setText(
        running ? tr("%1 of them send telemetry now. Removing deletes all that they sent.")
                      .arg(context_.samples.connected())
                : tr("Five of them connect over MQTT and send temperatures, pressures and more."));
}

void GetStartedCard::addOrRemoveSamples()
{
    if (context_.samples.state() == SampleDevices::State::Running) {
        context_.samples.remove(context_.session);
    } else {
        context_.samples.add(context_.session);
    }
}

} // namespace deck
