// Where clients find the hub: addresses, certificate and the owner's connection string, each to copy.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/parts/card.h"

class QGridLayout;

namespace deck {

class CopyField;
class Label;

class EndpointsCard final : public Card
{
    Q_OBJECT

public:
    explicit EndpointsCard(const PageContext& context);

private:
    CopyField* addRow(const QString& name, const QString& objectName);
    void sync();

    PageContext context_;
    QGridLayout* grid_;
    CopyField* mqtt_;
    CopyField* https_;
    CopyField* authority_;
    CopyField* owner_;
    Label* reach_; ///< who can reach the hub
};

} // namespace deck
