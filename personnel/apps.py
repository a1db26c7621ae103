from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    name = "personnel"

    def ready(self) -> None:
        from personnel import sign_ins

        sign_ins.listen()
