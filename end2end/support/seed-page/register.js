// The registration page of an older front end: what it asks of the server, in its own way. The
// variable `host`, the server's address, comes from /host.js.

var image_code_id = '';

// Names made like this are not random enough to be secrets, and a server has to take them.
function generate_uuid() {
  var d = new Date().getTime();
  if (window.performance && typeof window.performance.now === 'function') {
    d += performance.now();
  }
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, function (c) {
    var r = (d + Math.random() * 16) % 16 | 0;
    d = Math.floor(d / 16);
    return (c === 'x' ? r : (r & 0x3) | 0x8).toString(16);
  });
}

function generate_image_code() {
  image_code_id = generate_uuid();
  document.getElementById('image').src = host + '/image_codes/' + image_code_id + '/';
}

function show(text) {
  document.getElementById('tip').textContent = text;
}

function get_sms_code() {
  var mobile = document.getElementById('mobile').value;
  var image_code = document.getElementById('image_code').value;
  var url = host + '/sms_codes/' + mobile + '/?image_code=' + image_code +
    '&image_code_id=' + image_code_id;
  var request = new XMLHttpRequest();
  request.open('GET', url);
  request.responseType = 'json';
  request.onload = function () {
    var response = request.response;
    if (response.code === 0) {
      show('短信验证码已发送');
    } else if (response.code === 400) {
      show(response.errmsg);
    } else {
      show('未知的应答');
    }
  };
  request.onerror = function () {
    show('请求失败');
  };
  request.send();
}

document.getElementById('renew').onclick = generate_image_code;
document.getElementById('get_sms_code').onclick = get_sms_code;
generate_image_code();
