// The condition that devices are asked for by: a field that completes words, marks what is wrong at its place,
// remembers the last queries, and sends nothing until it is right and Enter says so.
#pragma once

#include "widgets/pages/page.h"

#include "models/condition_words.h"

#include <QTimer>

#include <functional>

namespace deck {

class Button;
class IconButton;
class Label;
class Spinner;
class SuggestionList;
class TextField;
class Theme;

class QueryBar final : public QWidget
{
    Q_OBJECT

public:
    /// known: what rows have, asked for whenever words are looked up.
    QueryBar(Theme& theme, std::function<KnownValues()> known);

    QString text() const;
    void setText(const QString& text);

    /// What the list was asked by last; with the field empty or the same, there is nothing to send.
    void setApplied(const QString& condition);

    /// Newest first.
    void setHistory(const QStringList& queries);

    void setRunning(bool running);
    void setNote(const QString& text);      ///< under the field; goes when somebody types
    void setError(const QString& sentence); ///< of the hub; goes when somebody types, or when it is empty

    void clear(); ///< and asks for all devices
    void focusField();

    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void wanted(const QString& condition); ///< right, or empty: all devices
    void stopWanted();

private:
    void build();
    void takeText();
    void submit();
    void showFault();
    void clearMarks();
    void syncButtons();
    bool takeKey(int key, Qt::KeyboardModifiers modifiers);
    bool takeListKey(int key);
    void suggest(bool choose);
    void suggestWhileTyping();
    void openHistory();
    void choose(int row);
    void chooseWord(const ConditionWord& word);
    void closeList();

    Theme& theme_;
    std::function<KnownValues()> known_;
    TextField* field_;
    IconButton* historyButton_;
    Spinner* spinner_;
    Button* run_;
    Label* note_;
    SuggestionList* list_;
    QTimer faultSoon_; ///< an unfinished condition is wrong at each key; it is said after a pause
    QString applied_;
    QStringList history_;
    ConditionWords words_; ///< in the list
    bool showsHistory_ = false;
    bool running_ = false;
    bool hubRefused_ = false; ///< the error under the field is the hub's
    bool choosing_ = false; ///< the change of the text is the list's
};

} // namespace deck
