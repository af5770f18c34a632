"""What is stored about a file; its bytes lie on disk under their digest."""

from django.db import models

from minzheng.kernel.ids import uuid7


class StoredFile(models.Model):
    """One file that somebody handed in. Several rows may share one content."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.CharField("SM3 摘要", max_length=64, help_text="所存内容的摘要，也是存放位置")
    size = models.PositiveBigIntegerField("字节数")
    mime = models.CharField("类型", max_length=100, help_text="按内容认出的类型")
    name = models.CharField("原文件名", max_length=120, help_text="L3 可能含人名")
    width = models.PositiveIntegerField("宽", null=True, blank=True)
    height = models.PositiveIntegerField("高", null=True, blank=True)
    account = models.UUIDField("上传账号", null=True, blank=True, help_text="L2")
    stored_at = models.DateTimeField("存入时间")
    erased_at = models.DateTimeField("删除时间", null=True, blank=True)

    class Meta:
        db_table = "files_stored_file"
        verbose_name = "文件"
        verbose_name_plural = "文件"
        indexes = [
            models.Index(fields=["digest"], name="files_stored_file_digest"),
            models.Index(fields=["account", "stored_at"], name="files_stored_file_account"),
        ]

    def __str__(self) -> str:
        return f"{self.mime} {self.id}"
