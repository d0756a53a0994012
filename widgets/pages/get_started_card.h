// The first steps with a hub: look at sample devices, connect an own one, go to another hub.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/parts/card.h"

namespace deck {

class Button;
class Label;
enum class Icon;

class GetStartedCard final : public Card
{
    Q_OBJECT

public:
    explicit GetStartedCard(const PageContext& context);

private:
    struct Step
    {
        Label* text;
        Button* button;
    };
    Step addStep(Icon icon, const QString& title, const QString& text, Button* button);
    void sync();
    void addOrRemoveSamples();

    PageContext context_;
    Step samples_;
};

} // namespace deck
