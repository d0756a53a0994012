#include "widgets/dialogs/twin_dialogs.h"

#include "widgets/pages/change_rows.h"
#include "widgets/parts/label.h"
#include "widgets/parts/scroll_column.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QVBoxLayout>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kWidth = 600;
constexpr int kMostHeight = 320;
constexpr int kMostHeightOfOne = 180; ///< of two lists below each other

QString tr(const char* text)
{
    return QCoreApplication::translate("TwinDialogs", text);
}

void addChanges(Dialog& dialog,
                Theme& theme,
                const QString& heading,
                const std::vector<JsonChange>& changes,
                int mostHeight)
{
    auto* rows = new ChangeRows(theme);
    rows->setObjectName(u"twin.changes"_s);
    rows->setChanges(heading, changes);
    auto* scroll = new ScrollColumn(ScrollColumn::Padding::None);
    scroll->setAccessibleName(heading.isEmpty() ? tr("Changes") : heading);
    scroll->body()->addWidget(rows);
    scroll->body()->addStretch(1);
    scroll->setFixedHeight(std::min(mostHeight, rows->sizeHint().height() + 8));
    dialog.body()->addWidget(scroll);
}

Dialog* makeDialog(Theme& theme, const QString& name, const QString& title, QWidget* parent)
{
    auto* dialog = new Dialog(theme, title, parent);
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

} // namespace

Dialog* makeTwinDiffDialog(Theme& theme,
                           const QString& what,
                           const std::vector<JsonChange>& changes,
                           QWidget* parent)
{
    Dialog* const dialog = makeDialog(theme, u"dialog.twinDiff"_s, tr("Save the twin"), parent);
    dialog->setCardWidth(kWidth);
    dialog->setText(changes.size() == 1
                        ? tr("This changes the %1:").arg(what)
                        : tr("These %1 changes are made to the %2:").arg(changes.size()).arg(what));
    addChanges(*dialog, theme, {}, changes, kMostHeight);
    dialog->addButton(tr("Go on editing"), Button::Kind::Secondary, Dialog::Answer::Reject);
    Button* const save =
        dialog->addButton(tr("Save"), Button::Kind::Primary, Dialog::Answer::Accept);
    save->setObjectName(u"twinDiff.save"_s);
    dialog->setDefaultButton(save);
    return dialog;
}

TwinConflictDialog::TwinConflictDialog(Theme& theme,
                                       const QString& what,
                                       const std::vector<JsonChange>& theirs,
                                       const std::vector<JsonChange>& mine,
                                       QWidget* parent)
    : Dialog(theme, tr("Somebody else was faster"), parent)
{
    setObjectName(u"dialog.twinConflict"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setCardWidth(kWidth);
    setText(tr("The %1 have been changed at the hub since you began. Nothing of yours is saved yet.")
                .arg(what));
    addChanges(*this, theme,
               theirs.empty() ? tr("At the hub: other parts of the twin") : tr("At the hub"), theirs,
               kMostHeightOfOne);
    body()->addSpacing(10);
    addChanges(*this, theme, tr("Yours"), mine, kMostHeightOfOne);
    addButton(tr("Go on editing"), Button::Kind::Secondary, Answer::Reject);
    Button* const drop = addButton(tr("Take the hub's"), Button::Kind::Danger, Answer::Accept);
    drop->setObjectName(u"twinConflict.theirs"_s);
    drop->setToolTip(tr("Your changes are dropped"));
    connect(drop, &Button::clicked, this, &TwinConflictDialog::theirsWanted);
    Button* const apply =
        addButton(tr("Apply mine to the hub's"), Button::Kind::Primary, Answer::Accept);
    apply->setObjectName(u"twinConflict.mine"_s);
    apply->setToolTip(tr("What only they have changed stays"));
    connect(apply, &Button::clicked, this, &TwinConflictDialog::mineWanted);
    setDefaultButton(apply);
}

Dialog* makeDropDialog(Theme& theme, const QString& what, QWidget* parent)
{
    Dialog* const dialog = makeDialog(theme, u"dialog.twinDrop"_s, tr("Drop your changes"), parent);
    dialog->setText(tr("What you have changed of the %1 is not saved.").arg(what));
    Button* const stay =
        dialog->addButton(tr("Go on editing"), Button::Kind::Secondary, Dialog::Answer::Reject);
    Button* const drop =
        dialog->addButton(tr("Drop them"), Button::Kind::Danger, Dialog::Answer::Accept);
    drop->setObjectName(u"twinDrop.drop"_s);
    dialog->setDefaultButton(stay);
    return dialog;
}

} // namespace deck
