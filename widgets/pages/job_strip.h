// The job that was begun last, above the list whose devices it is about: how far it is, how fast, and a way to
// end it.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/parts/card.h"

#include <QTimer>

namespace deck {

class Button;
class FleetJobs;
class IconButton;
class JobWatch;
class Label;
class ProgressBar;
class StatusMark;
struct FleetJob;

class JobStrip final : public Card
{
    Q_OBJECT

public:
    JobStrip(const PageContext& context, FleetJobs& jobs);

    /// Shows itself, until it is closed or another one begins.
    void follow(const FleetJob& job);

Q_SIGNALS:
    void ended(); ///< rows may look otherwise now

private:
    void build();
    void sync();
    void cancel();

    PageContext context_;
    FleetJobs& jobs_;
    JobWatch* watch_;
    StatusMark* state_;
    Label* title_;
    ProgressBar* bar_;
    Label* numbers_;
    Button* cancel_;
    Button* details_;
    IconButton* close_;
};

} // namespace deck
