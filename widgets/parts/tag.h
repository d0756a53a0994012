// A small rounded label: a tag of a device, the environment of a hub, a short state.
#pragma once

#include "widgets/tokens.h"

#include <QWidget>

class QPainter;

namespace deck {

class Theme;

enum class TagRole { Neutral, Accent, Ok, Warn, Bad, Env };

class Tag final : public QWidget
{
    Q_OBJECT

public:
    Tag(Theme& theme,
        const QString& text,
        TagRole role = TagRole::Neutral,
        QWidget* parent = nullptr);

    void setText(const QString& text);
    QString text() const { return text_; }
    void setRole(TagRole role);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    QString text_;
    TagRole role_;
};

/// The same for delegates. Gives the width that was taken; never more than rect has.
int paintTag(
    QPainter& painter, const QRect& rect, const QString& text, TagRole role, const Tokens& tokens);
QSize tagSize(const QString& text, TagRole role);

} // namespace deck
