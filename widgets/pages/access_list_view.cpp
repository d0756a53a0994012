#include "widgets/pages/access_list_view.h"

#include "widgets/dialogs/access_entry_dialog.h"
#include "widgets/metrics.h"
#include "widgets/pages/access_mode_bar.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/report_result.h"
#include "widgets/pages/row_list.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/text_field.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/theme.h"

#include "models/access_editor.h"
#include "models/access_list_table.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr int kSearchAfterMs = 120;
constexpr std::chrono::milliseconds kUndoFor = 10s;
constexpr Need kNeed{hub::Permission::Access, true}; ///< for every act on an entry

bool isActKey(const QKeyEvent& key)
{
    return key.modifiers() == Qt::NoModifier &&
           (key.key() == Qt::Key_Delete || key.key() == Qt::Key_E || key.key() == Qt::Key_A);
}

RowList::Words wordsOf(const QString& list)
{
    return {.name = list == "block"_L1 ? AccessListView::tr("Block list")
                                       : AccessListView::tr("Allow list"),
            .offline = AccessListView::tr("The entries show when it answers again."),
            .tooOld = AccessListView::tr("This hub has no access lists."),
            .loading = AccessListView::tr("Reading the entries"),
            .one = AccessListView::tr("1 entry"),
            .many = AccessListView::tr("%1 entries")};
}

} // namespace

AccessListView::AccessListView(const PageContext& context, const QString& list)
    : context_(context),
      list_(list),
      model_(new AccessListTable(context.session, list, this)),
      editor_(new AccessEditor(context.session, this)),
      mode_(new AccessModeBar(context)),
      search_(new TextField(context.theme, tr("Filter entries"))),
      edit_(new Button(context.theme, tr("Edit…"), Icon::Edit, Button::Kind::Secondary)),
      remove_(new Button(context.theme, tr("Remove"), Icon::Trash, Button::Kind::Secondary)),
      add_(new Button(context.theme, list == "block"_L1 ? tr("Block…") : tr("Allow…"), Icon::Plus,
                      Button::Kind::Primary)),
      rows_(new RowList(context, *model_, "access", wordsOf(list)))
{
    model_->setLive(false);
    buildTable();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kCardGap);
    if (list == "allow"_L1) {
        column->addWidget(mode_);
    } else {
        mode_->setParent(this); // it stands above the allow list alone
        mode_->hide();
    }
    column->addLayout(buildTools());
    column->addWidget(rows_, 1);
    connectParts();
    syncTools();
}

QLayout* AccessListView::buildTools()
{
    search_->setObjectName(list_ + u"List.search"_s);
    search_->setPlaceholder(tr("Filter by value or reason"));
    search_->setIcon(Icon::Search);
    search_->setClearable(true);
    search_->setKeyHint(u"/"_s);
    search_->setMaximumWidth(320);
    add_->setObjectName(list_ + u"List.add"_s);
    edit_->setObjectName(list_ + u"List.edit"_s);
    remove_->setObjectName(list_ + u"List.remove"_s);
    add_->setToolTip(tr("Add an entry (A)"));
    edit_->setToolTip(tr("Change reason and end (E)"));
    remove_->setToolTip(tr("Take off the list (Del)"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(search_, 1);
    row->addStretch(0);
    row->addWidget(edit_);
    row->addWidget(remove_);
    row->addWidget(add_);
    return row;
}

void AccessListView::buildTable()
{
    DataTable& table = rows_->table();
    table.setObjectName(list_ + u"List.table"_s);
    table.setColumns({{.style = CellStyle::Secondary, .width = 110},
                      {.style = CellStyle::Mono, .width = 240},
                      {.style = CellStyle::Text, .width = 160, .stretch = true},
                      {.style = CellStyle::Secondary, .width = 110},
                      {.style = CellStyle::Secondary, .width = 130},
                      {.style = CellStyle::Secondary, .width = 90}});
    table.installEventFilter(this);
    rows_->setRoom({{AccessListTable::By, 820}, {AccessListTable::Since, 700}});
    rows_->setNothing([this](EmptyState& empty) { sayNothing(empty); });
}

void AccessListView::connectParts()
{
    searchSoon_.setSingleShot(true);
    searchSoon_.setInterval(kSearchAfterMs);
    connect(search_, &TextField::textChanged, &searchSoon_, qOverload<>(&QTimer::start));
    connect(&searchSoon_, &QTimer::timeout, this,
            [this] { model_->setSearch(search_->text().trimmed()); });
    PermissionGate::guard({add_, edit_, remove_}, context_.session, kNeed);
    connect(add_, &Button::clicked, this, [this] { openAdd({}, {}); });
    connect(edit_, &Button::clicked, this, &AccessListView::openEdit);
    connect(remove_, &Button::clicked, this, &AccessListView::removeChosen);
    connect(mode_, &AccessModeBar::modeChanged, rows_, &RowList::sync);
    connect(rows_, &RowList::synced, this, &AccessListView::syncTools);
    connect(&rows_->table(), &DataTable::rowSelectionChanged, this, &AccessListView::syncTools);
    connect(&rows_->table(), &DataTable::activated, this, &AccessListView::openEdit);
    connect(&rows_->table(), &DataTable::menuRequested, this, &AccessListView::openMenu);
    connect(rows_, &RowList::nothingClicked, this, [this] {
        model_->search().isEmpty() ? openAdd({}, {}) : search_->setText({});
    });
}

bool AccessListView::mayChange() const
{
    return context_.session.identity().may(kNeed);
}

void AccessListView::sayNothing(EmptyState& empty) const
{
    if (!model_->search().isEmpty()) {
        empty.setIcon(Icon::Filter);
        empty.setTexts(tr("No entry matches"),
                       tr("None has “%1” in its value or reason.").arg(model_->search()));
        empty.setPrimary(tr("Clear filter"));
    } else if (list_ == "block"_L1) {
        empty.setIcon(Icon::Ban);
        empty.setTexts(tr("Nobody is blocked"),
                       tr("Block a device, a pattern of ids, a certificate, a network or a group: "
                          "it loses its connections at once and does not get in again."));
        empty.setPrimary(mayChange() ? tr("Block…") : QString(), Icon::Plus);
    } else {
        empty.setIcon(mode_->isAllowListOnly() ? Icon::Warning : Icon::Access);
        empty.setTexts(mode_->isAllowListOnly() ? tr("Nobody gets in")
                                                : tr("The allow list is empty"),
                       mode_->isAllowListOnly()
                           ? tr("The mode is “allow list only”, and nobody is on it.")
                           : tr("That is fine while the mode is open: then it decides nothing."));
        empty.setPrimary(mayChange() ? tr("Allow…") : QString(), Icon::Plus);
    }
}

void AccessListView::syncTools()
{
    const bool can = context_.session.isOnline() && context_.session.supports("access");
    add_->setEnabled(can);
    edit_->setEnabled(can && rows_->chosenRow() >= 0);
    remove_->setEnabled(can && rows_->table().selectedCount() > 0);
}

QList<hub::api::AccessEntry> AccessListView::chosen() const
{
    QList<hub::api::AccessEntry> entries;
    for (const int row : rows_->chosenRows()) {
        if (const hub::api::AccessEntry* const entry = model_->entryAt(row)) {
            entries << *entry;
        }
    }
    return entries;
}

void AccessListView::openAdd(const QString& kind, const QString& value)
{
    if (!PermissionGate::passes(context_, kNeed) || !add_->isEnabled()) {
        return;
    }
    auto* dialog = new AccessEntryDialog(context_.theme, context_.session, list_, window());
    if (!kind.isEmpty()) {
        dialog->setSuggestion(kind, value);
    }
    connect(dialog, &AccessEntryDialog::saved, this, &AccessListView::finish);
    dialog->open();
}

void AccessListView::openEdit()
{
    const hub::api::AccessEntry* const entry = model_->entryAt(rows_->chosenRow());
    if (entry == nullptr || !PermissionGate::passes(context_, kNeed) || !edit_->isEnabled()) {
        return;
    }
    auto* dialog = new AccessEntryDialog(context_.theme, context_.session, list_, window());
    dialog->setEdited(*entry);
    connect(dialog, &AccessEntryDialog::saved, this, &AccessListView::finish);
    dialog->open();
}

/// One act, however many were chosen: one toast tells of it, and takes all of it back.
void AccessListView::removeChosen()
{
    const QList<hub::api::AccessEntry> entries = chosen();
    if (entries.isEmpty() || removing_ > 0 || !PermissionGate::passes(context_, kNeed) ||
        !remove_->isEnabled()) {
        return;
    }
    removed_.clear();
    removing_ = int(entries.size());
    for (const hub::api::AccessEntry& entry : entries) {
        editor_->remove(entry, [this, entry](const ActResult& result) {
            if (result.ok()) {
                removed_ << entry;
                lastResult_ = result;
            } else {
                reportResult(context_, result);
            }
            if (--removing_ == 0) {
                takeRemoved();
            }
        });
    }
}

void AccessListView::takeRemoved()
{
    if (!removed_.isEmpty()) {
        offerUndo();
    }
    rows_->refresh();
}

void AccessListView::offerUndo()
{
    const QString text = removed_.size() == 1
                             ? lastResult_.text
                             : tr("%1 entries are off the list.").arg(removed_.size());
    context_.toasts.add({.text = text, .icon = Icon::Trash, .action = tr("Undo"), .life = kUndoFor},
                        [view = QPointer(this), entries = removed_](ToastEnd end) {
                            if (!view || end != ToastEnd::Action) {
                                return;
                            }
                            for (const hub::api::AccessEntry& entry : entries) {
                                view->editor_->add(entry, [view](const ActResult& result) {
                                    view->finish(result);
                                });
                            }
                        });
}

void AccessListView::finish(const ActResult& result)
{
    reportResult(context_, result);
    rows_->refresh();
}

void AccessListView::openMenu(const QPoint& at)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString& text, const char* keys, bool enabled,
                         void (AccessListView::*act)()) {
        QAction* const action = menu->addAction(text);
        action->setShortcut(QKeySequence(QString::fromLatin1(keys)));
        action->setShortcutContext(Qt::WidgetShortcut); // shown only: the table takes the key
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, this, act);
    };
    add(tr("Edit…"), "E", edit_->isEnabled(), &AccessListView::openEdit);
    menu->addSeparator();
    add(tr("Remove"), "Del", remove_->isEnabled(), &AccessListView::removeChosen);
    menu->popup(at);
}

void AccessListView::focusFilter()
{
    search_->edit()->setFocus(Qt::ShortcutFocusReason);
}

void AccessListView::refresh()
{
    rows_->refresh();
}

/// Letters act only while the table has the focus.
bool AccessListView::eventFilter(QObject* watched, QEvent* event)
{
    const bool isKey =
        event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (watched != &rows_->table() || !isKey || !isActKey(*static_cast<QKeyEvent*>(event))) {
        return QWidget::eventFilter(watched, event);
    }
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Delete: removeChosen(); break;
    case Qt::Key_E: openEdit(); break;
    default: openAdd({}, {}); break;
    }
    return true;
}

} // namespace deck
