// Several lines of text to read or type, framed like a TextField: payloads, notes, documents.
#pragma once

#include <QWidget>

class QPlainTextEdit;

namespace deck {

class ErrorLine;
class FieldFrame;
class Theme;

class TextArea final : public QWidget
{
    Q_OBJECT

public:
    /// name is what a screen reader says. Mono by default: most of what goes in is JSON.
    TextArea(Theme& theme, const QString& name, QWidget* parent = nullptr);

    QString text() const;
    void setText(const QString& text);
    void setPlaceholder(const QString& text);
    void setReadOnly(bool readOnly);
    void setMono(bool mono);

    /// Shown under the field until it is set to an empty text.
    void setError(const QString& message);
    QString error() const;

    /// For highlighters, limits and the like.
    QPlainTextEdit* edit() const { return edit_; }

    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void textChanged();

private:
    FieldFrame* frame_;
    QPlainTextEdit* edit_;
    ErrorLine* error_;
};

} // namespace deck
