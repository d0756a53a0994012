// A value that is there to be copied: an address, a connection string, a key. Keys are masked until
// shown, hide again, and leave the clipboard after a minute.
#pragma once

#include "widgets/timer.h"

#include <QWidget>

namespace deck {

class FieldFrame;
class IconButton;
class Label;
class Theme;

class CopyField final : public QWidget
{
    Q_OBJECT

public:
    /// name is what the value is, for screen readers: "Primary key".
    CopyField(Theme& theme,
              const QString& name,
              QWidget* parent = nullptr,
              TimerFactory timers = realTimers());
    ~CopyField() override;

    void setValue(const QString& value);
    QString value() const { return value_; }

    void setSecret(bool secret);
    bool isRevealed() const { return !secret_ || revealed_; }
    void setRevealed(bool revealed);

    /// As the button does.
    void copy();

Q_SIGNALS:
    void copied();
    void revealedChanged(bool revealed); ///< for the audit log

private:
    void buildRow();
    void updateShown();
    void confirm();

    QString name_;
    QString value_;
    bool secret_ = false;
    bool revealed_ = false;
    TimerFactory timers_;
    std::unique_ptr<Timer> confirmation_;
    std::unique_ptr<Timer> hiding_;
    FieldFrame* frame_;
    Label* shown_;
    IconButton* reveal_;
    IconButton* copy_;
};

} // namespace deck
