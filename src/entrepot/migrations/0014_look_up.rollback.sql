drop function look_up;
