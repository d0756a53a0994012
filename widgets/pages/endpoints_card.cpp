#include "widgets/pages/endpoints_card.h"

#include "widgets/metrics.h"
#include "widgets/parts/copy_field.h"
#include "widgets/parts/label.h"
#include "widgets/theme.h"

#include "models/hub_session.h"
#include "models/local_hub_status.h"

#include <QGridLayout>
#include <QHostAddress>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

bool isLoopback(const QString& address)
{
    return address.isEmpty() || QHostAddress(address).isLoopback();
}

} // namespace

EndpointsCard::EndpointsCard(const PageContext& context)
    : Card(context.theme),
      context_(context),
      grid_(new QGridLayout),
      mqtt_(addRow(tr("MQTT over TLS"), u"home.mqtt"_s)),
      https_(addRow(tr("HTTPS"), u"home.https"_s)),
      authority_(addRow(tr("Certificate authority"), u"home.authority"_s)),
      owner_(addRow(tr("Connection string"), u"home.owner"_s)),
      reach_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2))
{
    setTitle(tr("Endpoints"), context.session.profile().name);
    grid_->setColumnStretch(1, 1);
    grid_->setHorizontalSpacing(16);
    grid_->setVerticalSpacing(8);
    owner_->setSecret(true);
    reach_->setWordWrap(true);
    body()->addLayout(grid_);
    body()->addWidget(reach_);
    body()->addStretch(1);
    sync();
    connect(&context.session, &HubSession::stateChanged, this, &EndpointsCard::sync);
    connect(&context.localHub, &LocalHubStatus::changed, this, &EndpointsCard::sync);
}

CopyField* EndpointsCard::addRow(const QString& name, const QString& objectName)
{
    auto* field = new CopyField(context_.theme, name);
    field->setObjectName(objectName);
    const int row = grid_->rowCount();
    grid_->addWidget(new Label(context_.theme, name, TextStyle::Body, &Tokens::text2), row, 0);
    grid_->addWidget(field, row, 1);
    return field;
}

void EndpointsCard::sync()
{
    const ConnectionProfile& profile = context_.session.profile();
    owner_->setValue(connectionStringOf(profile));
    if (const auto& capabilities = context_.session.capabilities()) {
        mqtt_->setValue(u"%1:%2"_s.arg(profile.host).arg(capabilities->mqttsPort));
    }
    https_->setValue(u"https://"_s + profile.address());
    if (profile.isLocal) {
        authority_->setValue(context_.localHub.values().caCertificate);
        reach_->setText(isLoopback(context_.localHub.values().bindAddress)
                            ? tr("Only programs on this computer can reach this hub.")
                            : tr("Other computers can reach this hub at %1.")
                                  .arg(context_.localHub.values().bindAddress));
    } else {
        authority_->setValue(profile.authority.isNull()
                                 ? tr("Trusted by this computer")
                                 : QString::fromLatin1(profile.authority.toPem()).trimmed());
        reach_->setText(tr("Signed in as %1 at %2.").arg(profile.policy, profile.host));
    }
}

} // namespace deck
