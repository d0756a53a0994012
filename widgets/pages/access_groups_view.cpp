#include "widgets/pages/access_groups_view.h"

#include "widgets/dialogs/access_group_dialog.h"
#include "widgets/metrics.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/report_result.h"
#include "widgets/pages/row_list.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/dialog.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/label.h"
#include "widgets/theme.h"

#include "models/access_editor.h"
#include "models/access_group_table.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr Need kNeed{hub::Permission::Access, true}; ///< for every act on a group

RowList::Words words()
{
    return {.name = AccessGroupsView::tr("Groups"),
            .offline = AccessGroupsView::tr("The groups show when it answers again."),
            .tooOld = AccessGroupsView::tr("This hub has no groups."),
            .loading = AccessGroupsView::tr("Reading the groups"),
            .one = AccessGroupsView::tr("1 group"),
            .many = AccessGroupsView::tr("%1 groups")};
}

} // namespace

AccessGroupsView::AccessGroupsView(const PageContext& context)
    : context_(context),
      model_(new AccessGroupTable(context.session, this)),
      editor_(new AccessEditor(context.session, this)),
      edit_(new Button(context.theme, tr("Edit…"), Icon::Edit, Button::Kind::Secondary)),
      remove_(new Button(context.theme, tr("Delete…"), Icon::Trash, Button::Kind::Secondary)),
      add_(new Button(context.theme, tr("New group…"), Icon::Plus, Button::Kind::Primary)),
      rows_(new RowList(context, *model_, "access", words()))
{
    model_->setLive(false);
    build();
    connectParts();
    syncTools();
}

void AccessGroupsView::build()
{
    add_->setObjectName(u"groups.add"_s);
    edit_->setObjectName(u"groups.edit"_s);
    remove_->setObjectName(u"groups.remove"_s);
    add_->setToolTip(tr("Make a group (A)"));
    edit_->setToolTip(tr("Change members and condition (E)"));
    remove_->setToolTip(tr("Delete the group (Del)"));
    auto* help = new Label(context_.theme,
                           tr("Allow and block entries can name a group instead of each device."),
                           TextStyle::Caption, &Tokens::text2);
    help->setElide(Qt::ElideRight);
    auto* tools = new QHBoxLayout;
    tools->setSpacing(8);
    tools->addWidget(help, 1);
    tools->addWidget(edit_);
    tools->addWidget(remove_);
    tools->addWidget(add_);
    DataTable& table = rows_->table();
    table.setObjectName(u"groups.table"_s);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setColumns({{.style = CellStyle::Mono, .width = 160},
                      {.style = CellStyle::Mono, .width = 240},
                      {.style = CellStyle::Secondary, .width = 130},
                      {.style = CellStyle::Text, .width = 140, .stretch = true},
                      {.style = CellStyle::Secondary, .width = 130},
                      {.style = CellStyle::Secondary, .width = 90}});
    table.installEventFilter(this);
    rows_->setRoom({{AccessGroupTable::By, 880}, {AccessGroupTable::Since, 780}});
    rows_->setNothing([this](EmptyState& empty) { sayNothing(empty); });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kCardGap);
    column->addLayout(tools);
    column->addWidget(rows_, 1);
}

void AccessGroupsView::connectParts()
{
    PermissionGate::guard({add_, edit_, remove_}, context_.session, kNeed);
    connect(add_, &Button::clicked, this, &AccessGroupsView::openNew);
    connect(edit_, &Button::clicked, this, &AccessGroupsView::openEdit);
    connect(remove_, &Button::clicked, this, &AccessGroupsView::askDelete);
    connect(rows_, &RowList::nothingClicked, this, &AccessGroupsView::openNew);
    connect(rows_, &RowList::synced, this, &AccessGroupsView::syncTools);
    connect(&rows_->table(), &DataTable::rowSelectionChanged, this, &AccessGroupsView::syncTools);
    connect(&rows_->table(), &DataTable::activated, this, &AccessGroupsView::openEdit);
}

void AccessGroupsView::sayNothing(EmptyState& empty) const
{
    empty.setIcon(Icon::Tag);
    empty.setTexts(tr("No groups yet"),
                   tr("A group holds devices by name or by a tag, such as tags.site = 'berlin'. "
                      "Block or allow them all with one entry."));
    const bool mayChange = context_.session.identity().may(kNeed);
    empty.setPrimary(mayChange ? tr("New group…") : QString(), Icon::Plus);
}

void AccessGroupsView::syncTools()
{
    const bool can = context_.session.isOnline() && context_.session.supports("access");
    const bool one = model_->groupAt(rows_->chosenRow()) != nullptr;
    add_->setEnabled(can);
    edit_->setEnabled(can && one);
    remove_->setEnabled(can && one);
}

void AccessGroupsView::openNew()
{
    if (PermissionGate::passes(context_, kNeed) && add_->isEnabled()) {
        auto* dialog = new AccessGroupDialog(context_.theme, context_.session, window());
        connect(dialog, &AccessGroupDialog::saved, this, &AccessGroupsView::finish);
        dialog->open();
    }
}

void AccessGroupsView::openEdit()
{
    const hub::api::AccessGroup* const group = model_->groupAt(rows_->chosenRow());
    if (group != nullptr && PermissionGate::passes(context_, kNeed) && edit_->isEnabled()) {
        auto* dialog = new AccessGroupDialog(context_.theme, context_.session, window());
        dialog->setEdited(*group);
        connect(dialog, &AccessGroupDialog::saved, this, &AccessGroupsView::finish);
        dialog->open();
    }
}

void AccessGroupsView::askDelete()
{
    const hub::api::AccessGroup* const group = model_->groupAt(rows_->chosenRow());
    if (group == nullptr || !PermissionGate::passes(context_, kNeed) || !remove_->isEnabled()) {
        return;
    }
    const QString name = QString::fromStdString(group->name);
    auto* dialog = new Dialog(context_.theme, tr("Delete group %1").arg(name), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.deleteGroup"_s);
    dialog->setText(tr("Its condition and its named members are forgotten. The hub refuses while "
                       "an entry of a list names it."));
    Button* const cancel =
        dialog->addButton(tr("Cancel"), Button::Kind::Secondary, Dialog::Answer::Reject);
    dialog->addButton(tr("Delete group"), Button::Kind::Danger, Dialog::Answer::Accept)
        ->setObjectName(u"deleteGroup.accept"_s);
    dialog->setDefaultButton(cancel);
    connect(dialog, &QDialog::accepted, this, [this, name] {
        editor_->removeGroup(name, [this](const ActResult& result) { finish(result); });
    });
    dialog->open();
}

void AccessGroupsView::finish(const ActResult& result)
{
    reportResult(context_, result);
    rows_->refresh();
}

void AccessGroupsView::refresh()
{
    rows_->refresh();
}

/// Letters act only while the table has the focus.
bool AccessGroupsView::eventFilter(QObject* watched, QEvent* event)
{
    const bool isKey =
        event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (watched != &rows_->table() || !isKey) {
        return QWidget::eventFilter(watched, event);
    }
    const auto& key = *static_cast<QKeyEvent*>(event);
    void (AccessGroupsView::*act)() = key.modifiers() != Qt::NoModifier ? nullptr
                                      : key.key() == Qt::Key_Delete ? &AccessGroupsView::askDelete
                                      : key.key() == Qt::Key_E      ? &AccessGroupsView::openEdit
                                      : key.key() == Qt::Key_A      ? &AccessGroupsView::openNew
                                                                    : nullptr;
    if (act == nullptr) {
        return QWidget::eventFilter(watched, event);
    }
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
    } else {
        (this->*act)();
    }
    return true;
}

} // namespace deck
