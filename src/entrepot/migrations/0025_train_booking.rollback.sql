drop function keep_train_booking;
