from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    name = "personnel"

    def ready(self) -> None:
        from personnel import changed_factors, package_limits, sign_ins

        changed_factors.listen()
        sign_ins.listen()
        package_limits.count_here()
