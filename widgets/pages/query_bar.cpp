#include "widgets/pages/query_bar.h"

#include "widgets/metrics.h"
#include "widgets/parts/button.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/spinner.h"
#include "widgets/parts/suggestion_list.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/device_condition.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QTextCharFormat>
#include <QVBoxLayout>

#include <utility>

namespace deck {
namespace {

using namespace Qt::StringLiterals;
using Kind = ConditionWord::Kind;

constexpr int kFaultAfterMs = 400;
constexpr int kMostChars = 8'192; ///< as the hub takes it

QString hintFor(Kind kind)
{
    switch (kind) {
    case Kind::Field: return QueryBar::tr("field");
    case Kind::Function: return QueryBar::tr("function");
    case Kind::Operator: return QueryBar::tr("operator");
    case Kind::Value: return QueryBar::tr("value");
    }
    return {};
}

/// A wave under a part of the text: a line edit takes formats from input methods only. Length 0: none.
void underline(QLineEdit& edit, qsizetype start, qsizetype length, const QColor& color)
{
    QList<QInputMethodEvent::Attribute> attributes;
    if (length > 0) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(color);
        attributes.append({QInputMethodEvent::TextFormat, int(start) - edit.cursorPosition(),
                           int(length), format});
    }
    QInputMethodEvent event({}, attributes);
    QCoreApplication::sendEvent(&edit, &event);
}

} // namespace

QueryBar::QueryBar(Theme& theme, std::function<KnownValues()> known)
    : theme_(theme),
      known_(std::move(known)),
      field_(new TextField(theme, tr("Query of devices"))),
      historyButton_(new IconButton(theme, Icon::Clock, tr("Last queries"))),
      spinner_(new Spinner(theme, kButtonIcon)),
      run_(new Button(theme, tr("Ask"), Button::Kind::Secondary)),
      note_(new Label(theme, {}, TextStyle::Caption, &Tokens::text2)),
      list_(new SuggestionList(theme, tr("Words that fit"), *field_))
{
    build();
    field_->edit()->installEventFilter(this);
    connect(field_, &TextField::textChanged, this, &QueryBar::takeText);
    connect(field_->edit(), &QLineEdit::textEdited, this, &QueryBar::suggestWhileTyping);
    connect(list_, &SuggestionList::chosen, this, &QueryBar::choose);
    connect(historyButton_, &IconButton::clicked, this, [this] {
        focusField();
        openHistory();
    });
    connect(run_, &Button::clicked, this, [this] {
        if (running_) {
            Q_EMIT stopWanted();
        } else {
            submit();
        }
    });
    faultSoon_.setSingleShot(true);
    faultSoon_.setInterval(kFaultAfterMs);
    connect(&faultSoon_, &QTimer::timeout, this, &QueryBar::showFault);
    setHistory({});
    syncButtons();
}

void QueryBar::build()
{
    field_->setObjectName(u"devices.query"_s);
    field_->setPlaceholder(tr("Query, such as tags.site = 'berlin' AND status = 'disabled'"));
    field_->setIcon(Icon::Filter);
    field_->setClearable(true);
    field_->setMono(true);
    field_->edit()->setMaxLength(kMostChars);
    field_->setToolTip(tr("A condition on devices. Ctrl+Space offers words, Enter asks the hub."));
    historyButton_->setObjectName(u"devices.query.history"_s);
    run_->setObjectName(u"devices.query.run"_s);
    list_->setObjectName(u"devices.query.words"_s);
    note_->setObjectName(u"devices.query.note"_s);
    note_->setWordWrap(true);
    note_->hide();
    auto* const turning = new QWidget; // as high as the field, so that the arc stands in its middle
    turning->setFixedHeight(kControlHeight);
    (new QHBoxLayout(turning))->setContentsMargins(0, 0, 0, 0);
    turning->layout()->addWidget(spinner_);
    turning->hide();
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(field_, 1);
    for (QWidget* part : {turning, static_cast<QWidget*>(historyButton_),
                          static_cast<QWidget*>(run_)}) {
        row->addWidget(part, 0, Qt::AlignTop);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(note_);
}

QString QueryBar::text() const
{
    return field_->text().trimmed();
}

void QueryBar::setText(const QString& text)
{
    closeList(); // of what stood there before
    field_->setText(text);
}

void QueryBar::setApplied(const QString& condition)
{
    applied_ = condition;
    syncButtons();
}

void QueryBar::setHistory(const QStringList& queries)
{
    history_ = queries;
    historyButton_->setEnabled(!queries.isEmpty());
}

void QueryBar::setRunning(bool running)
{
    if (running_ != running) {
        running_ = running;
        spinner_->parentWidget()->setVisible(running);
        run_->setText(running ? tr("Stop") : tr("Ask"));
        run_->setToolTip(running ? tr("Stop asking (Esc)") : QString());
        syncButtons();
    }
}

void QueryBar::setNote(const QString& text)
{
    note_->setText(text);
    note_->setVisible(!text.isEmpty());
}

void QueryBar::setError(const QString& sentence)
{
    if (hubRefused_ || !sentence.isEmpty()) {
        field_->setError(sentence);
        hubRefused_ = !sentence.isEmpty();
    }
}

void QueryBar::clear()
{
    field_->setText({});
}

void QueryBar::focusField()
{
    field_->edit()->setFocus(Qt::ShortcutFocusReason);
}

void QueryBar::takeText()
{
    clearMarks();
    setNote({});
    faultSoon_.start();
    if (text().isEmpty()) {
        faultSoon_.stop();
        closeList();
        submit();
    }
    syncButtons();
}

/// Nothing that is wrong is sent.
void QueryBar::submit()
{
    closeList();
    faultSoon_.stop();
    if (conditionFault(field_->text())) {
        showFault();
    } else if (!text().isEmpty() || !applied_.isEmpty()) {
        Q_EMIT wanted(text());
    }
}

void QueryBar::showFault()
{
    if (!list_->isHidden()) {
        return; // somebody chooses what comes next; closeList() says when that is over
    }
    const auto fault = conditionFault(field_->text());
    if (!fault) {
        return;
    }
    underline(*field_->edit(), fault->start, fault->length, theme_.tokens().bad);
    field_->setError(fault->sentence);
}

void QueryBar::clearMarks()
{
    underline(*field_->edit(), 0, 0, {});
    field_->setError({});
    hubRefused_ = false;
}

void QueryBar::syncButtons()
{
    run_->setEnabled(running_ || (!text().isEmpty() && text() != applied_));
}

bool QueryBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut) {
        closeList();
    } else if (event->type() == QEvent::ShortcutOverride) {
        const auto* const key = static_cast<QKeyEvent*>(event);
        const bool ours = list_->isVisible() || running_;
        if ((ours && key->key() == Qt::Key_Escape) ||
            (key->key() == Qt::Key_Space && key->modifiers() == Qt::ControlModifier)) {
            event->accept();
            return true;
        }
    } else if (event->type() == QEvent::KeyPress) {
        const auto* const key = static_cast<QKeyEvent*>(event);
        if (takeKey(key->key(), key->modifiers())) {
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

bool QueryBar::takeKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (key == Qt::Key_Space && modifiers == Qt::ControlModifier) {
        suggest(true);
        return true;
    }
    if (list_->isVisible() && takeListKey(key)) {
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        submit();
        return true;
    }
    if (key == Qt::Key_Escape && running_) {
        Q_EMIT stopWanted();
        return true;
    }
    if (key == Qt::Key_Down && field_->text().isEmpty()) {
        openHistory();
        return true;
    }
    return false;
}

bool QueryBar::takeListKey(int key)
{
    switch (key) {
    case Qt::Key_Down: list_->move(1); return true;
    case Qt::Key_Up: list_->move(-1); return true;
    case Qt::Key_Escape: closeList(); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
        if (list_->current() >= 0) {
            choose(list_->current());
            return true;
        }
        closeList(); // none was chosen: the key means what it means without a list
        return false;
    default: return false;
    }
}

/// choose: the first word is marked, so that Enter takes it.
void QueryBar::suggest(bool choose)
{
    QLineEdit& edit = *field_->edit();
    words_ = conditionWordsAt(edit.text(), edit.cursorPosition(), known_());
    showsHistory_ = false;
    QList<SuggestionList::Row> rows;
    for (const ConditionWord& word : words_.words) {
        rows.append({word.text, hintFor(word.kind)});
    }
    const QRect cursor = edit.inputMethodQuery(Qt::ImCursorRectangle).toRect();
    list_->open(rows, edit.mapTo(field_, cursor.topLeft()).x());
    if (choose && !rows.isEmpty()) {
        list_->setCurrent(0);
    }
}

void QueryBar::suggestWhileTyping()
{
    if (choosing_) {
        return;
    }
    suggest(false);
    const bool written = words_.words.size() == 1 &&
                         words_.words.first().text.size() == words_.length;
    if (words_.length == 0 || written) {
        closeList();
    }
}

void QueryBar::openHistory()
{
    QList<SuggestionList::Row> rows;
    for (const QString& query : history_) {
        rows.append({query});
    }
    showsHistory_ = true;
    list_->open(rows, 0, true);
    if (!rows.isEmpty()) {
        list_->setCurrent(0);
    }
}

void QueryBar::choose(int row)
{
    if (showsHistory_) {
        const QString query = history_.value(row);
        closeList();
        setText(query);
        submit();
    } else if (row >= 0 && row < words_.words.size()) {
        chooseWord(words_.words[row]);
    }
}

/// With the blank or bracket that comes behind it anyway, and what may come next.
void QueryBar::chooseWord(const ConditionWord& word)
{
    QLineEdit& edit = *field_->edit();
    const QScopedValueRollback own(choosing_, true);
    const QString behind = edit.text().mid(words_.start + words_.length);
    const QString end = word.kind == Kind::Function ? u"("_s : u" "_s;
    edit.setSelection(int(words_.start), int(words_.length));
    edit.insert(behind.startsWith(end) ? word.text : word.text + end);
    if (behind.startsWith(end)) {
        edit.setCursorPosition(edit.cursorPosition() + 1);
    }
    suggest(false);
}

/// What was unfinished while words were offered may be called so now.
void QueryBar::closeList()
{
    if (!list_->isHidden()) {
        list_->hide();
        faultSoon_.start();
    }
}

} // namespace deck
