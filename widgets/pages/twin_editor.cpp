#include "widgets/pages/twin_editor.h"

#include "widgets/dialogs/twin_dialogs.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/report_result.h"
#include "widgets/parts/button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/theme.h"

#include "models/texts.h"
#include "models/twin_document.h"
#include "models/twin_draft.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QPointer>
#include <QSignalBlocker>
#include <QTextBlock>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kFaultAfterMs = 400;
constexpr std::chrono::milliseconds kUndoFor{10'000};

QString nameOfPart(const TwinDraft& draft)
{
    return draft.part() == hub::TwinPart::Tags ? TwinEditor::tr("tags")
                                               : TwinEditor::tr("desired properties");
}

} // namespace

TwinEditor::TwinEditor(const PageContext& context, const QString& key, TwinDocument& twin,
                       TwinDraft& draft)
    : Card(context.theme),
      context_(context),
      twin_(twin),
      draft_(draft),
      title_(new Label(context.theme,
                       draft.part() == hub::TwinPart::Tags ? tr("Tags, being edited")
                                                           : tr("Desired, being edited"),
                       TextStyle::CardTitle)),
      size_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      outdated_(new Label(context.theme, {}, TextStyle::CaptionMedium, &Tokens::warn)),
      area_(new TextArea(context.theme, title_->text())),
      cancel_(new Button(context.theme, tr("Cancel"), Button::Kind::Secondary)),
      save_(new Button(context.theme, tr("Save…"), Button::Kind::Primary))
{
    build(key);
    area_->edit()->installEventFilter(this);
    PermissionGate::guard({save_}, context.session, {hub::Permission::Operate});
    connect(area_, &TextArea::textChanged, this, &TwinEditor::takeText);
    connect(cancel_, &Button::clicked, this, &TwinEditor::leave);
    connect(save_, &Button::clicked, this, &TwinEditor::askToSave);
    connect(&draft_, &TwinDraft::changed, this, &TwinEditor::sync);
    connect(&draft_, &TwinDraft::saved, this, &TwinEditor::tellSaved);
    connect(&draft_, &TwinDraft::failed, this, &TwinEditor::tellFailed);
    connect(&draft_, &TwinDraft::conflicted, this, &TwinEditor::askWhose);
    connect(&context.session, &HubSession::stateChanged, this, &TwinEditor::sync);
    faultSoon_.setSingleShot(true);
    faultSoon_.setInterval(kFaultAfterMs);
    connect(&faultSoon_, &QTimer::timeout, this, &TwinEditor::markFault);
}

void TwinEditor::build(const QString& key)
{
    const QString name = u"device.twin.edit."_s + key;
    setObjectName(name);
    setAccessibleName(title_->text());
    area_->setObjectName(name + u".text"_s);
    save_->setObjectName(name + u".save"_s);
    cancel_->setObjectName(name + u".cancel"_s);
    save_->setToolTip(tr("Show what would change, then save (Ctrl+S)"));
    cancel_->setToolTip(tr("Leave it as it is (Esc)"));
    size_->setElide(Qt::ElideRight);
    outdated_->setWordWrap(true);
    outdated_->hide();
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(title_);
    top->addWidget(size_, 1);
    auto* bottom = new QHBoxLayout;
    bottom->setSpacing(8);
    bottom->addStretch(1);
    bottom->addWidget(cancel_);
    bottom->addWidget(save_);
    body()->setContentsMargins(15, 12, 15, 12);
    body()->setSpacing(8);
    body()->addLayout(top);
    body()->addWidget(outdated_);
    body()->addWidget(area_, 1);
    body()->addLayout(bottom);
}

QString TwinEditor::what() const
{
    return tr("%1 of %2").arg(nameOfPart(draft_), plainLine(draft_.deviceId(), 60));
}

void TwinEditor::begin()
{
    if (draft_.begin(twin_.deviceId(), twin_.json())) {
        area_->setError({});
        area_->edit()->setFocus(Qt::OtherFocusReason);
        area_->edit()->moveCursor(QTextCursor::Start);
    }
}

void TwinEditor::takeText()
{
    draft_.setText(area_->text());
    area_->edit()->setExtraSelections({});
    area_->setError({});
    faultSoon_.start();
}

void TwinEditor::sync()
{
    if (draft_.isOpen() && area_->text() != draft_.text()) {
        const QSignalBlocker quiet(area_);
        area_->setText(draft_.text());
    }
    size_->setText(tr("%1 of %2 characters").arg(countText(draft_.size()), countText(draft_.mostSize())));
    outdated_->setText(tr("Changed at the hub since you began. Saving shows both first."));
    outdated_->setVisible(draft_.isOutdated());
    save_->setBusy(draft_.isSaving());
    save_->setEnabled(draft_.isChanged() && !draft_.fault() && context_.session.isOnline());
    area_->setReadOnly(draft_.isSaving());
}

void TwinEditor::markFault()
{
    const auto& fault = draft_.fault();
    if (!draft_.isOpen() || !fault) {
        return;
    }
    const QTextBlock block = area_->edit()->document()->findBlockByNumber(fault->line - 1);
    QTextEdit::ExtraSelection place;
    place.cursor = QTextCursor(block.isValid() ? block : area_->edit()->document()->lastBlock());
    place.cursor.movePosition(QTextCursor::Right, QTextCursor::MoveAnchor,
                              std::min(fault->column - 1, place.cursor.block().length() - 1));
    place.cursor.movePosition(QTextCursor::Right, QTextCursor::KeepAnchor);
    place.cursor.movePosition(QTextCursor::EndOfWord, QTextCursor::KeepAnchor);
    place.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    place.format.setUnderlineColor(context_.theme.tokens().bad);
    place.format.setBackground(context_.theme.tokens().badSoft);
    area_->edit()->setExtraSelections({place});
    area_->setError(fault->sentence);
}

bool TwinEditor::leave()
{
    if (!draft_.isOpen()) {
        return false;
    }
    if (!draft_.isChanged()) {
        draft_.drop();
        return true;
    }
    Dialog* const dialog = makeDropDialog(context_.theme, what(), window());
    connect(dialog, &Dialog::accepted, &draft_, &TwinDraft::drop);
    dialog->open();
    return true;
}

void TwinEditor::askToSave()
{
    if (draft_.fault()) {
        markFault();
        return;
    }
    if (!save_->isEnabled() || draft_.isSaving()) {
        return;
    }
    Dialog* const dialog =
        makeTwinDiffDialog(context_.theme, what(), draft_.changes(), window());
    connect(dialog, &Dialog::accepted, &draft_, &TwinDraft::save);
    dialog->open();
}

void TwinEditor::askWhose()
{
    auto* const dialog = new TwinConflictDialog(context_.theme, what(), draft_.theirs(),
                                                draft_.changes(), window());
    connect(dialog, &TwinConflictDialog::theirsWanted, &draft_, &TwinDraft::takeTheirs);
    connect(dialog, &TwinConflictDialog::mineWanted, &draft_, &TwinDraft::applyMine);
    dialog->open();
}

void TwinEditor::tellSaved(const QString& sentence)
{
    twin_.reload();
    context_.toasts.dismiss(savedToast_);
    const ToastMessage message{.text = sentence,
                               .icon = Icon::Check,
                               .iconColor = &Tokens::ok,
                               .action = tr("Undo"),
                               .life = kUndoFor};
    savedToast_ = context_.toasts.add(message, [self = QPointer(this)](ToastEnd end) {
        if (self && end == ToastEnd::Action) {
            self->undo();
        }
    });
}

void TwinEditor::undo()
{
    draft_.undo([this](const ActResult& result) {
        reportResult(context_, result);
        twin_.reload();
    });
}

void TwinEditor::tellFailed(const HubError& error)
{
    area_->setError((tr("Not saved. ") + error.message + u' ' + error.remedy).trimmed());
}

bool TwinEditor::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) {
        const auto* const key = static_cast<QKeyEvent*>(event);
        const bool isEscape = key->key() == Qt::Key_Escape;
        const bool isSave =
            key->modifiers() == Qt::ControlModifier &&
            (key->key() == Qt::Key_S || key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter);
        if (isEscape || isSave) {
            event->accept();
            if (event->type() == QEvent::KeyPress && isEscape) {
                leave();
            } else if (event->type() == QEvent::KeyPress) {
                askToSave();
            }
            return true;
        }
    }
    return Card::eventFilter(watched, event);
}

} // namespace deck
