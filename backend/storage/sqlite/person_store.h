// Named people in state.db; their secrets are sealed.
#pragma once

#include "storage/person_store.h"
#include "storage/secret_box.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class PersonStore final : public hub::PersonStore
{
public:
    static Result<std::unique_ptr<PersonStore>> open(Database& database, const SecretBox& box);

    Result<std::optional<Person>> find(std::string_view name) override;
    Result<std::vector<Person>> list() override;
    Result<void> put(const Person& person) override;
    Result<bool> remove(std::string_view name) override;
    Result<void> noteUse(std::string_view name, WallTime time, std::string_view address) override;

private:
    explicit PersonStore(const SecretBox& box) : box_(box) {}
    Result<void> prepare(Database& database);
    Result<Person> readPerson(const Statement::Run& run) const;

    const SecretBox& box_;
    Statement find_;
    Statement list_;
    Statement put_;
    Statement remove_;
    Statement noteUse_;
};

} // namespace hub::sqlite
