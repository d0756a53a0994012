// A line of text to type in, with what may stand around it: an icon, a button that clears it, the
// keys that lead to it, and what is wrong with it.
#pragma once

#include "widgets/icons.h"

#include <QWidget>

class QLineEdit;

namespace deck {

class ErrorLine;
class FieldFrame;
class IconButton;
class IconView;
class KeyCap;
class Theme;

class TextField final : public QWidget
{
    Q_OBJECT

public:
    /// name is what a screen reader says; the label beside the field, usually.
    TextField(Theme& theme, const QString& name, QWidget* parent = nullptr);

    QString text() const;
    void setText(const QString& text);

    void setPlaceholder(const QString& text);
    void setIcon(Icon icon);

    /// A cross while there is text; Esc clears too.
    void setClearable(bool clearable);

    /// "/" or "Ctrl K", while the field is empty and not in use.
    void setKeyHint(const QString& keys);

    /// Shown under the field until it is set to an empty text.
    void setError(const QString& message);
    QString error() const;

    void setReadOnly(bool readOnly);
    void setMono(bool mono);

    /// Masked, with a button that shows and hides it.
    void setSecret(bool secret);

    /// For fields in a bar that is itself a surface.
    void setInset(bool inset);

    /// For validators, completers and the like.
    QLineEdit* edit() const { return edit_; }

    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void textChanged(const QString& text);
    void textEdited(const QString& text); ///< by the user
    void submitted();                     ///< Enter

private:
    void buildRow();
    void connectEdit();
    void updateExtras();
    void setRevealed(bool revealed);

    FieldFrame* frame_;
    IconView* icon_;
    QLineEdit* edit_;
    IconButton* clear_;
    IconButton* reveal_;
    KeyCap* keyHint_;
    ErrorLine* error_;
    bool clearable_ = false;
    bool hasKeyHint_ = false;
};

} // namespace deck
