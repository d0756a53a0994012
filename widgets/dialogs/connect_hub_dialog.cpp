#include "widgets/dialogs/connect_hub_dialog.h"

#include "widgets/metrics.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/label.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/hub_list.h"
#include "models/texts.h"

#include <QLineEdit>
#include <QLocale>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kWidth = 560;
constexpr int kBytesALine = 16;

/// "AB:CD:…" in two lines of sixteen bytes, to compare by eye.
QString inLines(const QString& fingerprint)
{
    const qsizetype half = kBytesALine * 3;
    return fingerprint.left(half - 1) + u'\n' + fingerprint.mid(half);
}

QString authorityText(const QSslCertificate& authority)
{
    const QStringList names = authority.subjectInfo(QSslCertificate::CommonName);
    const QString name = plainLine(names.value(0, ConnectHubDialog::tr("without a name")), 100);
    return ConnectHubDialog::tr("%1, valid until %2")
        .arg(name, QLocale().toString(authority.expiryDate().date(), QLocale::ShortFormat));
}

} // namespace

ConnectHubDialog::ConnectHubDialog(Theme& theme, HubList& hubs, QWidget* parent)
    : Dialog(theme, tr("Connect to a hub"), parent),
      hubs_(hubs),
      string_(new TextField(theme, tr("Connection string"))),
      name_(new TextField(theme, tr("Name"))),
      form_(new QWidget),
      trust_(new QWidget),
      authority_(new Label(theme, {}, TextStyle::BodyStrong)),
      fingerprint_(new Label(theme, {}, TextStyle::Mono)),
      cancel_(addButton(tr("Cancel"), Button::Kind::Secondary, Answer::Reject)),
      connect_(addButton(tr("Connect"), Button::Kind::Primary, Answer::None))
{
    setObjectName(u"dialog.connectHub"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setCardWidth(kWidth);
    buildForm();
    buildTrust();
    body()->addWidget(form_);
    body()->addWidget(trust_);
    connect_->setObjectName(u"connectHub.connect"_s);
    setDefaultButton(connect_);
    setFirstFocus(string_->edit());
    connect(connect_, &Button::clicked, this, &ConnectHubDialog::advance);
    connect(&connector_, &HubConnector::changed, this, &ConnectHubDialog::sync);
    connect(string_, &TextField::textEdited, this, [this] { string_->setError({}); });
    sync();
}

void ConnectHubDialog::setReplacing(const QString& hubId, const QString& name)
{
    replacing_ = hubId;
    name_->setText(name);
}

void ConnectHubDialog::buildForm()
{
    string_->setObjectName(u"connectHub.string"_s);
    string_->setSecret(true);
    string_->setMono(true);
    string_->setPlaceholder(u"HostName=…;SharedAccessKeyName=…;SharedAccessKey=…"_s);
    name_->setPlaceholder(tr("As the host is called"));
    auto* column = new QVBoxLayout(form_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kCardGap);
    auto* row = new FormRow(theme(), tr("Connection string of a person or a policy"), string_);
    row->setHelp(tr("hubd prints it with: hubd connection-string --data FOLDER"));
    column->addWidget(row);
    column->addWidget(new FormRow(theme(), tr("Name"), name_));
}

void ConnectHubDialog::buildTrust()
{
    authority_->setWordWrap(true);
    fingerprint_->setSelectable(true);
    fingerprint_->setObjectName(u"connectHub.fingerprint"_s);
    auto* hint = new Label(theme(),
                           tr("On the hub's computer, compare with: openssl x509 -in ca.pem -pubkey "
                              "-noout | openssl pkey -pubin -outform der | sha256sum"),
                           TextStyle::Caption, &Tokens::text2);
    hint->setWordWrap(true);
    hint->setSelectable(true);
    auto* column = new QVBoxLayout(trust_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(authority_);
    column->addWidget(
        new Label(theme(), tr("SHA-256 of its public key"), TextStyle::Caption, &Tokens::text2));
    column->addWidget(fingerprint_);
    column->addWidget(hint);
}

void ConnectHubDialog::advance()
{
    if (connector_.state() == HubConnector::State::AskTrust) {
        connector_.trust();
    } else {
        connector_.start(string_->text(), name_->text());
    }
}

void ConnectHubDialog::sync()
{
    const HubConnector::State state = connector_.state();
    const bool asks = state == HubConnector::State::AskTrust;
    setBusy(state == HubConnector::State::Probing || state == HubConnector::State::SigningIn);
    if (state == HubConnector::State::Done) {
        keep();
        return;
    }
    if (state != HubConnector::State::SigningIn) { // what was agreed on stays in sight meanwhile
        form_->setVisible(!asks);
        trust_->setVisible(asks);
    }
    if (asks) {
        showTrust();
        return;
    }
    connect_->setText(tr("Connect"));
    setText(tr("The console signs in with it and keeps the key in the keychain of this computer."));
    const HubError& error = connector_.error();
    string_->setError(error.isError() ? (error.message + u' ' + error.remedy).trimmed() : QString());
}

void ConnectHubDialog::showTrust()
{
    setText(tr("%1 presents a certificate from an authority that this computer does not know. "
               "If the fingerprint is the hub's, the console trusts it from now on.")
                .arg(connector_.profile().address()));
    authority_->setText(authorityText(connector_.authority()));
    fingerprint_->setText(inLines(fingerprintOf(connector_.authority())));
    connect_->setText(tr("Trust and connect"));
    connect_->updateGeometry();
}

void ConnectHubDialog::keep()
{
    ConnectionProfile profile = connector_.profile();
    if (!replacing_.isEmpty()) {
        profile.id = replacing_;
    }
    const QString id = profile.id;
    if (hubs_.put(std::move(profile)) < 0) {
        string_->setError(tr("The list of hubs is full. Remove one that is not needed."));
        return;
    }
    hubs_.setCurrent(id);
    accept();
}

} // namespace deck
