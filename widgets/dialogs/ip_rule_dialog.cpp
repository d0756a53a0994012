#include "widgets/dialogs/ip_rule_dialog.h"

#include "widgets/metrics.h"
#include "widgets/parts/check_box.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/access_texts.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

enum Action { kAccept, kReject };

} // namespace

IpRuleDialog::IpRuleDialog(Theme& theme, Save save, QWidget* parent)
    : Dialog(theme, tr("New IP rule"), parent),
      save_(std::move(save)),
      name_(new TextField(theme, tr("Name"))),
      network_(new TextField(theme, tr("Addresses"))),
      action_(new Segmented(theme, tr("Action"))),
      error_(new ErrorLine(theme))
{
    setObjectName(u"dialog.ipRule"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setText(tr("Rules are tried from the top; the first that has the address decides."));
    addButton(tr("Cancel"), Button::Kind::Secondary, Answer::Reject);
    done_ = addButton(tr("Add to draft"), Button::Kind::Primary, Answer::Accept);
    build();
    setFirstFocus(network_->edit());
    connect(network_, &TextField::textEdited, this, [this] { network_->setError({}); });
    connect(name_, &TextField::textEdited, this, [this] { name_->setError({}); });
}

void IpRuleDialog::build()
{
    name_->setObjectName(u"ipRule.name"_s);
    network_->setObjectName(u"ipRule.network"_s);
    action_->setObjectName(u"ipRule.action"_s);
    done_->setObjectName(u"ipRule.save"_s);
    network_->setMono(true);
    network_->setPlaceholder(u"192.0.2.0/24"_s);
    name_->setPlaceholder(u"office"_s);
    action_->addSegment(tr("Accept"));
    action_->addSegment(tr("Reject"));
    auto* scopes = new QWidget;
    auto* row = new QHBoxLayout(scopes);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kBlockGap);
    for (std::size_t scope = 0; scope < hub::kAccessScopes; ++scope) {
        scopes_[scope] = new CheckBox(theme(), scopeText(hub::AccessScope(scope)));
        scopes_[scope]->setObjectName(u"ipRule.scope%1"_s.arg(scope));
        scopes_[scope]->setChecked(true);
        row->addWidget(scopes_[scope]);
    }
    row->addStretch(1);
    scopes->setFocusProxy(scopes_[0]);
    auto* network = new FormRow(theme(), tr("Addresses"), network_);
    network->setHelp(tr("An address or a network, IPv4 or IPv6."));
    body()->addWidget(network);
    body()->addWidget(new FormRow(theme(), tr("Name"), name_));
    auto* action = new QWidget;
    auto* actionRow = new QHBoxLayout(action);
    actionRow->setContentsMargins(0, 0, 0, 0);
    actionRow->addWidget(action_);
    actionRow->addStretch(1);
    body()->addWidget(new FormRow(theme(), tr("Action"), action));
    body()->addWidget(new FormRow(theme(), tr("Counts for"), scopes));
    body()->addWidget(error_);
}

void IpRuleDialog::setRule(const hub::IpRule& rule, bool isNew)
{
    if (!isNew) {
        setTitle(tr("Change IP rule %1").arg(QString::fromStdString(rule.name)));
        done_->setText(tr("Change draft"));
    }
    name_->setText(QString::fromStdString(rule.name));
    const bool any = rule.network.prefix == 0 && isNew; // nothing chosen yet
    network_->setText(any ? QString() : QString::fromStdString(rule.network.text()));
    action_->setCurrent(rule.accepts ? kAccept : kReject);
    for (std::size_t scope = 0; scope < hub::kAccessScopes; ++scope) {
        scopes_[scope]->setChecked(rule.scopes[scope]);
    }
}

/// Stays open while something is wrong; what stands at its field where that is known.
void IpRuleDialog::accept()
{
    error_->setText({});
    const auto network = hub::IpNetwork::parse(network_->text().trimmed().toStdString());
    if (!network) {
        network_->setError(sentence(QString::fromStdString(network.error().detail)));
        network_->edit()->setFocus(Qt::OtherFocusReason);
        return;
    }
    hub::IpRule rule;
    rule.name = name_->text().trimmed().toStdString();
    if (rule.name.empty()) {
        name_->setError(tr("A rule needs a name."));
        name_->edit()->setFocus(Qt::OtherFocusReason);
        return;
    }
    rule.accepts = action_->current() == kAccept;
    rule.network = network.value();
    for (std::size_t scope = 0; scope < hub::kAccessScopes; ++scope) {
        rule.scopes[scope] = scopes_[scope]->isChecked();
    }
    if (std::none_of(rule.scopes.begin(), rule.scopes.end(), [](bool counts) { return counts; })) {
        error_->setText(tr("Choose what the rule counts for."));
        return;
    }
    const QString complaint = save_(rule);
    if (complaint.isEmpty()) {
        Dialog::accept();
    } else {
        error_->setText(complaint);
    }
}

} // namespace deck
