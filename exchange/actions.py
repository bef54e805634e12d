"""Named actions of files in and out."""

from audit.codes import register_actions

register_actions(
    {
        "exchange.job.opened": "提交文件检查",
        "exchange.job.rechecked": "重新检查文件",
        "exchange.job.confirmed": "确认导入",
        "exchange.job.cancelled": "取消任务",
        "exchange.job.checked": "检查文件",
        "exchange.job.requeued": "任务中断后重新排队",
        "exchange.job.failed": "任务未能完成",
        "exchange.export.ordered": "提交后台导出",
        "exchange.export.made": "导出数据",
        "exchange.export.noted": "取出报送文件",
    }
)
