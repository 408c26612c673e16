"""The pages of this house."""

from django.urls import path

from feedback.views import (
    desk,
    files,
    following,
    importing,
    masking,
    matters,
    reading,
    sending,
    tracking,
)

app_name = "feedback"

urlpatterns = [
    path("opinions/", reading.opinions, name="opinions"),
    path("opinions/new/", sending.new_opinion, name="new_opinion"),
    path("opinions/new/check/", sending.check_opinion, name="check_opinion"),
    path("opinions/new/send/", sending.send_opinion, name="send_opinion"),
    path("opinions/new/files/", files.form_files, name="form_files"),
    path("opinions/files/<str:token>/", files.linked_file, name="linked_file"),
    path("opinions/sent/", sending.opinion_sent, name="opinion_sent"),
    path("opinions/<str:number>/", reading.opinion, name="opinion"),
    path("opinions/<str:number>/files/<int:position>/", files.opinion_file, name="opinion_file"),
    path("track/", tracking.track, name="track"),
    path("track/reply/", tracking.reply, name="reply"),
    path("track/judge/", tracking.judge, name="judge"),
    path("track/compare/", tracking.compare, name="compare"),
    path("track/forget/", tracking.forget_me, name="forget_me"),
    path("track/keep/", tracking.keep_matter, name="keep_matter"),
    path("desk/matters/", matters.matters, name="matters"),
    path("desk/matters/<int:pk>/", matters.matter, name="matter"),
    path("desk/matters/<int:pk>/let-go/", matters.let_matter_go, name="let_matter_go"),
    path("desk/opinions/", desk.desk_opinions, name="desk_opinions"),
    path("desk/opinions/import/", importing.import_opinions, name="import_opinions"),
    path("desk/opinions/<str:number>/", desk.desk_opinion, name="desk_opinion"),
    path("desk/opinions/<str:number>/sort/", desk.sort_opinion, name="sort_opinion"),
    path("desk/opinions/<str:number>/ask/", desk.ask_sender, name="ask_sender"),
    path("desk/opinions/<str:number>/resume/", desk.resume_opinion, name="resume_opinion"),
    path("desk/opinions/<str:number>/answer/", desk.answer_opinion, name="answer_opinion"),
    path("desk/opinions/<str:number>/draft/", desk.save_draft, name="save_draft"),
    path("desk/opinions/<str:number>/sign/", desk.sign_answer, name="sign_answer"),
    path("desk/opinions/<str:number>/send-back/", desk.send_back_answer, name="send_back_answer"),
    path("desk/opinions/<str:number>/publish/", desk.publish_opinion, name="publish_opinion"),
    path("desk/opinions/<str:number>/withhold/", desk.withhold_opinion, name="withhold_opinion"),
    path("desk/opinions/<str:number>/mask/", masking.mask_opinion, name="mask_opinion"),
    path("desk/opinions/<str:number>/received/", masking.read_opinion, name="read_opinion"),
    path("desk/opinions/<str:number>/files/<int:position>/", files.desk_file, name="desk_file"),
    path("desk/reviews/", following.reviews, name="reviews"),
    path("desk/reviews/new/", following.new_review, name="new_review"),
    path("desk/reviews/<int:pk>/", following.review, name="review"),
    path("desk/improvements/", following.improvements, name="improvements"),
    path("desk/improvements/new/", following.new_improvement, name="new_improvement"),
    path("desk/improvements/<int:pk>/", following.edit_improvement, name="edit_improvement"),
]
