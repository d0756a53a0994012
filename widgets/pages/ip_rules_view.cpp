#include "widgets/pages/ip_rules_view.h"

#include "widgets/dialogs/ip_preview_dialog.h"
#include "widgets/dialogs/ip_rule_dialog.h"
#include "widgets/metrics.h"
#include "widgets/pages/ip_draft_bar.h"
#include "widgets/pages/ip_rule_rows.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/report_result.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/table_card.h"
#include "widgets/theme.h"

#include "models/access_texts.h"
#include "models/ip_rule_draft.h"
#include "models/ip_rule_table.h"
#include "models/preferences.h"
#include "models/texts.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QSaveFile>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::seconds kConfirmWithin = 60s;
constexpr qint64 kMostDocumentBytes = 1024 * 1024; ///< of a request's body
constexpr int kScopesFrom = 980;
constexpr int kLabelFrom = 760;
constexpr int kSecondMs = 1'000;
constexpr Need kNeed{hub::Permission::Administer, true}; ///< for every change of a rule
enum Others { kAccept, kReject };

bool isApplyKey(const QKeyEvent& key)
{
    return (key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter) &&
           key.modifiers().testFlag(Qt::ControlModifier);
}

ActResult failure(const QString& text)
{
    ActResult result;
    result.error.kind = HubError::Kind::Refused;
    result.text = text;
    return result;
}

} // namespace

IpRulesView::IpRulesView(const PageContext& context)
    : context_(context),
      draft_(new IpRuleDraft(context.session, this)),
      model_(new IpRuleTable(*draft_, this)),
      bar_(new IpDraftBar(context, *draft_)),
      scopes_(new Segmented(context.theme, tr("What the rules count for"))),
      others_(new SelectField(context.theme, tr("Everyone else"))),
      othersLabel_(new Label(context.theme, tr("Whom no rule matches"), TextStyle::Body,
                             &Tokens::text2)),
      up_(new IconButton(context.theme, Icon::ArrowUp, tr("Move up"))),
      down_(new IconButton(context.theme, Icon::ArrowDown, tr("Move down"))),
      edit_(new Button(context.theme, tr("Edit…"), Icon::Edit, Button::Kind::Secondary)),
      remove_(new Button(context.theme, tr("Remove"), Icon::Trash, Button::Kind::Secondary)),
      import_(new Button(context.theme, tr("Import…"), Icon::Upload, Button::Kind::Secondary)),
      export_(new Button(context.theme, tr("Export…"), Icon::Download, Button::Kind::Secondary)),
      own_(new Button(context.theme, tr("Add my address"), Button::Kind::Secondary)),
      add_(new Button(context.theme, tr("Add rule…"), Icon::Plus, Button::Kind::Primary)),
      table_(new DataTable(context.theme, tr("IP rules"))),
      card_(new TableCard(context.theme, table_)),
      empty_(new EmptyState(context.theme, Icon::Globe))
{
    setObjectName(u"ipRules"_s);
    buildTable();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kCardGap);
    column->addWidget(bar_);
    column->addLayout(buildDefaults());
    column->addLayout(buildTools());
    column->addWidget(card_, 1);
    connectParts();
    chooseScope();
    sync();
}

QLayout* IpRulesView::buildDefaults()
{
    scopes_->setObjectName(u"ipRules.scopes"_s);
    others_->setObjectName(u"ipRules.others"_s);
    import_->setObjectName(u"ipRules.import"_s);
    export_->setObjectName(u"ipRules.export"_s);
    import_->setToolTip(tr("A document in the shape of Azure Resource Manager becomes the draft"));
    export_->setToolTip(tr("The rules that count, in the shape of Azure Resource Manager"));
    for (std::size_t scope = 0; scope < hub::kAccessScopes; ++scope) {
        scopes_->addSegment(scopeText(hub::AccessScope(scope)));
    }
    others_->addItem(tr("Accept"));
    others_->addItem(tr("Reject"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(scopes_);
    row->addSpacing(8);
    row->addWidget(othersLabel_);
    row->addWidget(others_);
    row->addStretch(1);
    row->addWidget(import_);
    row->addWidget(export_);
    return row;
}

QLayout* IpRulesView::buildTools()
{
    up_->setObjectName(u"ipRules.up"_s);
    down_->setObjectName(u"ipRules.down"_s);
    edit_->setObjectName(u"ipRules.edit"_s);
    remove_->setObjectName(u"ipRules.remove"_s);
    own_->setObjectName(u"ipRules.own"_s);
    add_->setObjectName(u"ipRules.add"_s);
    up_->setFrame(IconButton::Frame::Outlined);
    down_->setFrame(IconButton::Frame::Outlined);
    up_->setShortcutHint(u"Alt+Up"_s);
    down_->setShortcutHint(u"Alt+Down"_s);
    add_->setToolTip(tr("Add a rule to the draft (A)"));
    edit_->setToolTip(tr("Change the rule in the draft (E)"));
    remove_->setToolTip(tr("Take the rule out of the draft (Del)"));
    own_->setToolTip(tr("A rule that accepts the address from which this console asks"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    for (QWidget* part : {static_cast<QWidget*>(up_), static_cast<QWidget*>(down_),
                          static_cast<QWidget*>(edit_), static_cast<QWidget*>(remove_)}) {
        row->addWidget(part);
    }
    row->addStretch(1);
    row->addWidget(own_);
    row->addWidget(add_);
    return row;
}

void IpRulesView::buildTable()
{
    table_->setObjectName(u"ipRules.table"_s);
    table_->setRowDelegate(new IpRuleRowDelegate(context_.theme, table_));
    table_->setStatusOf(ruleStatusAt);
    table_->setCompact(context_.preferences.values().compactRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setColumns({{.style = CellStyle::Secondary, .width = 56},
                        {.style = CellStyle::Status, .width = 110},
                        {.style = CellStyle::Mono, .width = 200},
                        {.style = CellStyle::Strong, .width = 160},
                        {.style = CellStyle::Secondary, .width = 190},
                        {.style = CellStyle::Secondary, .width = 160, .stretch = true}});
    table_->setModel(model_);
    table_->installEventFilter(this);
}

void IpRulesView::connectParts()
{
    seconds_.setInterval(kSecondMs);
    connect(&seconds_, &QTimer::timeout, this, [this] {
        bar_->sync();
        if (draft_->isUnconfirmed() && draft_->secondsToGoBack() == 0) {
            draft_->refresh();
        }
    });
    connect(draft_, &IpRuleDraft::changed, this, &IpRulesView::sync);
    connect(draft_, &IpRuleDraft::saveFailed, this,
            [this](const QString& text) { reportResult(context_, failure(text)); });
    connect(&context_.session, &HubSession::stateChanged, this, &IpRulesView::sync);
    connect(scopes_, &Segmented::currentChanged, this, &IpRulesView::chooseScope);
    connect(others_, &QComboBox::activated, this, [this](int index) {
        draft_->setDefault(*scope(), index == kAccept);
    });
    connect(table_, &DataTable::rowSelectionChanged, this, &IpRulesView::syncChosen);
    connect(table_, &DataTable::activated, this, &IpRulesView::openEdit);
    connect(bar_, &IpDraftBar::previewWanted, this, [this] { openPreview(false); });
    connect(bar_, &IpDraftBar::applyWanted, this, &IpRulesView::applyWanted);
    PermissionGate::guard({up_, down_, edit_, remove_, add_, own_, import_, others_},
                          context_.session, kNeed);
    connect(up_, &IconButton::clicked, this, [this] { moveChosen(-1); });
    connect(down_, &IconButton::clicked, this, [this] { moveChosen(1); });
    connect(edit_, &Button::clicked, this, &IpRulesView::openEdit);
    connect(remove_, &Button::clicked, this, &IpRulesView::removeChosen);
    connect(add_, &Button::clicked, this, [this] { openAdd({}); });
    connect(own_, &Button::clicked, this, &IpRulesView::addOwnAddress);
    connect(import_, &Button::clicked, this, &IpRulesView::importFile);
    connect(export_, &Button::clicked, this, &IpRulesView::exportFile);
    connect(empty_, &EmptyState::primaryClicked, this,
            [this] { draft_->isKnown() ? openAdd({}) : draft_->refresh(); });
}

std::optional<hub::AccessScope> IpRulesView::scope() const
{
    return hub::AccessScope(scopes_->current());
}

void IpRulesView::chooseScope()
{
    model_->setScope(scope());
    sync();
}

void IpRulesView::sync()
{
    bar_->sync();
    const int row = model_->rowOf(chosen_);
    if (row >= 0 && (table_->currentRow() != row || table_->selectedCount() == 0)) {
        const QSignalBlocker quiet(table_);
        table_->setCurrentRow(row);
    }
    others_->setCurrentIndex(draft_->draft().acceptsOthers[std::size_t(*scope())] ? kAccept
                                                                                  : kReject);
    syncTools();
    syncInstead();
    syncFooter();
}

void IpRulesView::syncTools()
{
    const bool can = context_.session.isOnline() && draft_->isKnown() && !draft_->isBusy();
    const int row = table_->selectedCount() == 1 ? table_->currentRow() : -1;
    add_->setEnabled(can);
    own_->setEnabled(can);
    import_->setEnabled(can && !draft_->isSaving()); // both write the draft
    export_->setEnabled(can);
    others_->setEnabled(can);
    edit_->setEnabled(can && row >= 0);
    remove_->setEnabled(can && row >= 0);
    up_->setEnabled(can && row > 0);
    down_->setEnabled(can && row >= 0 && row + 1 < model_->rowCount());
}

void IpRulesView::syncInstead()
{
    if (model_->rowCount() > 0) {
        card_->showInstead(nullptr);
        return;
    }
    const HubError& error = draft_->error();
    empty_->setBusy(false);
    empty_->setPrimary({});
    if (draft_->isKnown()) {
        const bool accepts = draft_->draft().acceptsOthers[std::size_t(*scope())];
        empty_->setIcon(accepts ? Icon::Globe : Icon::Warning);
        empty_->setTexts(accepts ? tr("No rules: every address may connect")
                                 : tr("No rules, and everyone is rejected"),
                         accepts ? tr("Add a rule that rejects addresses, or one that accepts some "
                                      "and reject whom no rule matches.")
                                 : tr("Add a rule that accepts addresses, your own first."));
        const bool mayChange = context_.session.identity().may(kNeed);
        empty_->setPrimary(mayChange ? tr("Add rule…") : QString(), Icon::Plus);
    } else if (!context_.session.isOnline()) {
        empty_->setIcon(Icon::Connections);
        empty_->setTexts(tr("Not connected to the hub"),
                         tr("The rules show when it answers again."));
    } else if (!context_.session.supports("access")) {
        empty_->setIcon(Icon::Info);
        empty_->setTexts(tr("This hub has no IP rules"),
                         tr("Its program is older than this console, or it is no Hubdeck hub."));
    } else if (error.isError()) {
        empty_->setIcon(Icon::Warning);
        empty_->setTexts(error.message, error.remedy);
        empty_->setPrimary(tr("Try again"), Icon::Refresh);
    } else {
        empty_->setBusy(true);
        empty_->setTexts(tr("Reading the rules"), {});
    }
    card_->showInstead(empty_);
}

void IpRulesView::syncChosen()
{
    if (table_->selectedCount() == 1) {
        chosen_ = model_->index(table_->currentRow(), 0).data(IpRuleTable::NameRole).toString();
    }
    syncTools();
}

void IpRulesView::syncFooter()
{
    const int count = model_->rowCount();
    const QString others = others_->currentIndex() == kAccept ? tr("everyone else is accepted")
                                                              : tr("everyone else is rejected");
    const QString rules = count == 1 ? tr("1 rule") : tr("%1 rules").arg(count);
    card_->setFooter(count == 0 ? QString() : tr("%1, tried from the top; %2").arg(rules, others),
                     context_.session.isOnline() ? tr("live") : tr("not connected"));
}

QString IpRulesView::freeName(const QString& wish) const
{
    const auto taken = [this](const QString& name) {
        for (const hub::IpRule& rule : draft_->draft().rules) {
            if (name.compare(QString::fromStdString(rule.name), Qt::CaseInsensitive) == 0) {
                return true;
            }
        }
        return false;
    };
    QString name = wish;
    for (int number = 2; taken(name); ++number) {
        name = wish + u'-' + QString::number(number);
    }
    return name;
}

hub::IpRule IpRulesView::newRule(const QString& network) const
{
    hub::IpRule rule;
    if (const auto parsed = hub::IpNetwork::parse(network.toStdString()); parsed) {
        rule.network = parsed.value();
    }
    rule.name = freeName(network.isEmpty() ? tr("rule") : tr("my-address")).toStdString();
    return rule;
}

void IpRulesView::openAdd(const QString& network)
{
    if (!PermissionGate::passes(context_, kNeed) || !add_->isEnabled()) {
        return;
    }
    auto* dialog = new IpRuleDialog(
        context_.theme,
        [this](const hub::IpRule& rule) {
            chosen_ = QString::fromStdString(rule.name);
            return draft_->add(rule);
        },
        window());
    dialog->setRule(newRule(network), true);
    dialog->open();
}

void IpRulesView::openEdit()
{
    const auto place = model_->placeOf(table_->currentRow());
    if (!place || !PermissionGate::passes(context_, kNeed) || !edit_->isEnabled()) {
        return;
    }
    const hub::IpRule before = draft_->draft().rules[*place];
    auto* dialog = new IpRuleDialog(
        context_.theme,
        [this, before](const hub::IpRule& rule) {
            const auto& rules = draft_->draft().rules;
            const auto at = std::find(rules.begin(), rules.end(), before);
            if (at == rules.end()) {
                return tr("Somebody else changed this rule meanwhile.");
            }
            chosen_ = QString::fromStdString(rule.name);
            return draft_->replace(std::size_t(at - rules.begin()), rule);
        },
        window());
    dialog->setRule(before, false);
    dialog->open();
}

void IpRulesView::removeChosen()
{
    const int row = table_->currentRow();
    const auto place = model_->placeOf(row);
    if (place && PermissionGate::passes(context_, kNeed) && remove_->isEnabled()) {
        const int next = row + 1 < model_->rowCount() ? row + 1 : row - 1;
        chosen_ = model_->index(next, 0).data(IpRuleTable::NameRole).toString();
        draft_->remove(*place);
    }
}

/// Among those that are shown; others keep their places to each other.
void IpRulesView::moveChosen(int step)
{
    const int row = table_->selectedCount() == 1 ? table_->currentRow() : -1;
    const auto from = model_->placeOf(row);
    const auto to = model_->placeOf(row + step);
    if (from && to && PermissionGate::passes(context_, kNeed) && add_->isEnabled()) {
        draft_->move(*from, *to);
    }
}

/// The hub tells the address with a preview of the draft, also when it changes nothing.
void IpRulesView::addOwnAddress()
{
    own_->setBusy(true);
    draft_->askOwnAddress([this](const ActResult& result, const QString& address) {
        own_->setBusy(false);
        if (result.ok()) {
            openAdd(address);
        } else {
            reportResult(context_, result);
        }
    });
}

void IpRulesView::openPreview(bool applies)
{
    if (!draft_->preview()) {
        return;
    }
    auto* dialog = new IpPreviewDialog(context_.theme, *draft_->preview(), applies, window());
    if (applies) {
        connect(dialog, &QDialog::accepted, this, &IpRulesView::apply);
    }
    dialog->open();
}

/// What cuts nobody off needs no question: it goes back by itself anyway.
void IpRulesView::applyWanted()
{
    const auto& preview = draft_->preview();
    if (!preview || draft_->changes().count() == 0 || draft_->isBusy() ||
        !PermissionGate::passes(context_, kNeed)) {
        return;
    }
    if (preview->cut > 0 || IpPreviewDialog::locksOut(*preview)) {
        openPreview(true);
    } else {
        apply();
    }
}

void IpRulesView::apply()
{
    draft_->apply(kConfirmWithin,
                  [this](const ActResult& result) { reportResult(context_, result); });
}

void IpRulesView::importFile()
{
    auto* dialog = new QFileDialog(window(), tr("Import IP rules"), {},
                                   tr("JSON documents (*.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.importRules"_s);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& name) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly) || file.size() > kMostDocumentBytes) {
            reportResult(context_, failure(file.isOpen()
                                               ? tr("The file has more than 1 MiB.")
                                               : tr("%1 cannot be read: %2")
                                                     .arg(name, file.errorString())));
            return;
        }
        draft_->importDocument(file.readAll(), [this](const ActResult& result) {
            reportResult(context_, result);
        });
    });
    dialog->open();
}

void IpRulesView::exportFile()
{
    auto* dialog = new QFileDialog(window(), tr("Export IP rules"), {},
                                   tr("JSON documents (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.exportRules"_s);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"json"_s);
    dialog->selectFile(u"ip-rules.json"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& name) {
        draft_->exportDocument(*scope(), [this, name](const ActResult& result,
                                                      const QByteArray& document) {
            QSaveFile file(name);
            const bool written = result.ok() && file.open(QIODevice::WriteOnly) &&
                                 file.write(document) == document.size() && file.commit();
            reportResult(context_, !result.ok() ? result
                                   : written    ? ActResult{{}, tr("Exported to %1.").arg(name)}
                                                : failure(tr("%1 cannot be written: %2")
                                                              .arg(name, file.errorString())));
        });
    });
    dialog->open();
}

void IpRulesView::refresh()
{
    draft_->refresh();
}

/// dry: only whether it is one of the keys.
bool IpRulesView::actByKey(const QKeyEvent& key, bool dry)
{
    if (key.modifiers().testFlag(Qt::AltModifier) &&
        (key.key() == Qt::Key_Up || key.key() == Qt::Key_Down)) {
        if (!dry) {
            moveChosen(key.key() == Qt::Key_Up ? -1 : 1);
        }
        return true;
    }
    if (isApplyKey(key)) { // the table would take it for opening the rule
        if (!dry) {
            applyWanted();
        }
        return true;
    }
    const bool letter = key.key() == Qt::Key_Delete || key.key() == Qt::Key_E ||
                        key.key() == Qt::Key_A;
    if (!letter || key.modifiers() != Qt::NoModifier) {
        return false;
    }
    if (!dry) {
        switch (key.key()) {
        case Qt::Key_Delete: removeChosen(); break;
        case Qt::Key_E: openEdit(); break;
        default: openAdd({}); break;
        }
    }
    return true;
}

/// Letters act only while the table has the focus.
bool IpRulesView::eventFilter(QObject* watched, QEvent* event)
{
    const bool asks = event->type() == QEvent::ShortcutOverride;
    if (watched == table_ && (asks || event->type() == QEvent::KeyPress) &&
        actByKey(*static_cast<QKeyEvent*>(event), asks)) {
        event->accept();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void IpRulesView::keyPressEvent(QKeyEvent* event)
{
    if (isApplyKey(*event)) {
        applyWanted();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void IpRulesView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    seconds_.start();
    sync();
}

void IpRulesView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    seconds_.stop();
}

void IpRulesView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    table_->setColumnHidden(IpRuleTable::Scopes, width() < kScopesFrom);
    othersLabel_->setVisible(width() >= kLabelFrom);
}

} // namespace deck
