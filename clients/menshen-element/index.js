// Made from src/server/routes/embed/element.js by `make element`.
(()=>{
if(!globalThis.customElements||customElements.get('menshen-gate'))return;
const [script]=/https?:.*?(?=:\d+:\d+\)?$)/m.exec(Error().stack)??[document.currentScript?.src];
const css=':host{display:block}[hidden],:host([hidden]){display:none}iframe{display:block;width:100%;height:37rem;border:0}';
const languageOf=(e)=>e&&(e.closest('[lang]')?.lang||languageOf(e.getRootNode().host));
class Gate extends HTMLElement{
static formAssociated=true;
static observedAttributes=['name','required','server'];
#internals=this.attachInternals();
#root=this.attachShadow({mode:'open',delegatesFocus:true});
#failure=document.createElement('p');
#instead=document.createElement('div');
#page;
#view;
#url;
#listening;
#frame;
#form;
#ticket='';
#end;
#timer;
#patience;
#expiry;
#failed;
#isPaused;
#hasLoaded;
#isThere;
#greets;
#greetings;
constructor(){
super();
this.#failure.setAttribute('role','alert');
this.#instead.append(this.#failure,document.createElement('slot'));
}
get ticket(){
return this.#ticket;
}
reset(){
this.#lose();
if(!this.#view)return;
const server=this.getAttribute('server')?.replace(/\/*$/,'/');
this.#url=new URL('embed',server??script);
this.#failed=0;
this.#hasLoaded=false;
this.#instead.remove();
clearTimeout(this.#patience);
this.#patience=setTimeout(()=>this.#fail(),3e4);
this.#try();
}
connectedCallback(){
this.#page=this.ownerDocument;
const view=this.#view=this.#page.defaultView;
if(!view)return;
const sheet=new view.CSSStyleSheet();
sheet.replaceSync(css);
this.#root.adoptedStyleSheets=[sheet];
this.#listen(view);
this.reset();
}
disconnectedCallback(){
this.#listening?.abort();
clearTimeout(this.#timer);
clearTimeout(this.#patience);
this.#frame?.remove();
this.#view=this.#frame=this.#isPaused=undefined;
this.#lose();
}
connectedMoveCallback(){
this.#follow();
}
attributeChangedCallback(name){
this.#fill();
if(name=='server')this.reset();
}
formAssociatedCallback(form){
this.#form=form??this.#form;
}
formDisabledCallback(){
this.#follow();
}
formResetCallback(){
this.reset();
}
#listen(view){
this.#listening=new AbortController();
const{signal}=this.#listening;
const page=this.#page;
const on=(target,event,react)=>target.addEventListener(event,react,{signal});
const follow=()=>this.#follow();
const again=()=>this.#isPaused&&this.#try();
on(view,'message',(event)=>this.#hear(event));
on(view,'online',again);
on(view,'pageshow',({persisted})=>persisted&&this.#ticket?this.reset():again());
on(page,'visibilitychange',()=>page.hidden||again());
on(view.matchMedia('(prefers-color-scheme:dark)'),'change',follow);
on(page,'transitionend',follow);
const sight=new view.IntersectionObserver((seen)=>seen.at(-1).isIntersecting&&again());
sight.observe(this);
const watch=new view.MutationObserver(follow);
for(const e of [this,page.body??this,page.documentElement])watch.observe(e,{attributes:true});
on(signal,'abort',()=>{
sight.disconnect();
watch.disconnect();
});
}
#try(){
this.#isPaused=this.#isThere=this.#greets=false;
this.#greetings=0;
this.#frame?.remove();
const frame=this.#frame=this.#page.createElement('iframe');
frame.hidden=this.#instead.isConnected;
frame.allow='otp-credentials';
frame.src=this.#follow();
frame.onload=()=>this.#load();
this.#root.prepend(frame);
this.#fill();
this.#wait(()=>this.#miss(),this.#grow(30));
}
#wait(action,seconds){
clearTimeout(this.#timer);
this.#timer=setTimeout(action,seconds*1e3);
}
#grow(seconds){
return Math.min(seconds*2**this.#failed,240);
}
#miss(){
if(this.#isThere)return this.reset();
this.#isPaused=true;
this.#wait(()=>this.#try(),this.#grow(1)*(.5+Math.random()));
this.#failed+=1;
}
#load(){
this.#hasLoaded=true;
this.#greetings-=1;
const isForm=this.#greets?this.#greetings>=0:this.#isThere;
if(!isForm&&!this.#ticket)this.#wait(()=>this.#miss(),3);
}
#fail(){
this.#frame.hidden=true;
this.#root.append(this.#instead);
const here=this.#view.location.origin;
const{href,origin}=this.#url;
const error=`What came from ${href} is an error page, or the form may not stand here`;
const cause=`FRAME_ANCESTORS of ${origin} has to name ${here}, and a frame-src of this page ${origin}`;
console.error(this.#hasLoaded?`${error}: ${cause}.`:`Nothing came from ${href}.`,'It is tried again.');
}
#hear({source,origin:from,data}){
if(source!=this.#frame.contentWindow||from!=this.#url.origin||!data?.menshen)return;
const{ready,height,ticket,life}=data.menshen;
clearTimeout(this.#timer);
this.#isPaused=false;
if(ready){
this.#greets=true;
this.#greetings=Math.min(this.#greetings+1,1);
}
if(ready||!this.#isThere)this.#show();
if(height)this.#frame.style.height=height+'px';
if(ticket)this.#take(ticket,life);
}
#show(){
this.#isThere=true;
this.#failed=0;
clearTimeout(this.#patience);
this.#frame.hidden=false;
this.#instead.remove();
this.#follow();
}
#follow(){
if(!this.#frame)return;
const asked=`${languageOf(this) || navigator.language}-`.replace('_','-').toLowerCase();
const [,lang]=[["zh-hant-","zh-Hant"],["zh-tw-","zh-Hant"],["zh-hk-","zh-Hant"],["zh-mo-","zh-Hant"],["zh-","zh"],["en-","en"],["ar-","ar"],["de-","de"],["es-","es"],["fr-","fr"],["id-","id"],["in-","id"],["ja-","ja"],["ko-","ko"],["pt-","pt-BR"],["ru-","ru"],["","zh"]].find(([beginning])=>asked.startsWith(beginning));
let scheme=getComputedStyle(this).colorScheme;
if(scheme=='normal')scheme=this.#page.querySelector('meta[name=color-scheme]')?.content||'';
const own=!scheme.includes('dark')?'light':scheme.includes('light')?'system':'dark';
const theme=this.getAttribute('theme')||own;
const [title,words]={"ar":["التحقق من رقم هاتفك","لم يُحمَّل التحقق من رقم الهاتف. تأكد من اتصالك وأعد تحميل الصفحة."],"de":["Telefonnummer bestätigen","Die Bestätigung der Telefonnummer wurde nicht geladen. Prüfen Sie Ihre Verbindung und laden Sie die Seite neu."],"en":["Verify your phone","The phone verification did not load. Check your connection and reload the page."],"es":["Verifica tu teléfono","La verificación del teléfono no se ha cargado. Comprueba tu conexión y recarga la página."],"fr":["Vérifiez votre téléphone","La vérification du téléphone ne s’est pas chargée. Vérifiez votre connexion et rechargez la page."],"id":["Verifikasi nomor ponsel","Verifikasi nomor ponsel gagal dimuat. Periksa koneksi Anda dan muat ulang halaman."],"ja":["電話番号の確認","電話番号の確認を読み込めませんでした。接続を確認し、ページを再読み込みしてください。"],"ko":["휴대폰 번호 인증","휴대폰 번호 인증을 불러오지 못했습니다. 연결을 확인하고 페이지를 새로고침해 주세요."],"pt-BR":["Confirme seu celular","A confirmação do celular não carregou. Verifique sua conexão e recarregue a página."],"ru":["Подтвердите номер телефона","Подтверждение номера не загрузилось. Проверьте соединение и обновите страницу."],"zh":["手机号验证","手机号验证没有加载出来，请检查网络后刷新页面"],"zh-Hant":["手機號碼驗證","手機號碼驗證無法載入，請檢查網路後重新整理頁面"]}[lang];
this.#frame.title=title;
this.#frame.inert=this.matches(':disabled');
if(this.#failure.textContent!=words)this.#failure.textContent=words;
if(this.#isThere)this.#frame.contentWindow.postMessage({menshen:{lang,theme,ground:this.#ground}},this.#url.origin);
return `${this.#url.href}?lang=${lang}&theme=${theme}&parent=${this.#view.location.origin}`;
}
get #ground(){
for(let e=this;e;e=e.assignedSlot??e.parentElement??e.getRootNode().host){
const{backgroundColor,backgroundImage}=getComputedStyle(e);
if(backgroundImage!='none')return '';
if(backgroundColor!='rgba(0, 0, 0, 0)')return backgroundColor;
}
return 'Canvas';
}
#take(ticket,life){
this.#ticket=ticket;
this.#end=Date.now()+life*1e3;
this.#fill();
this.#tell('ticket',{ticket,expires:new Date(this.#end)});
this.#tick();
}
#tick(){
clearTimeout(this.#expiry);
const left=this.#end-Date.now();
if(left>0)this.#expiry=setTimeout(()=>this.#tick(),Math.min(left,9e3));
else this.reset();
}
#lose(){
clearTimeout(this.#expiry);
if(!this.#ticket)return;
this.#ticket='';
this.#fill();
this.#tell('expired');
}
#fill(){
const value=new FormData();
if(this.#ticket)value.append(this.getAttribute('name')||'menshen-ticket',this.#ticket);
this.#internals.setFormValue(value,null);
const valueMissing=!this.#ticket&&this.hasAttribute('required');
this.#internals.setValidity({valueMissing},this.#frame?.title||' ',this.#frame);
}
#tell(news,detail){
const places=[this];
if(!this.isConnected)places.push(this.#form?.isConnected?this.#form:this.#page);
const options={bubbles:true,composed:true,detail};
for(const place of places)place.dispatchEvent(new CustomEvent('menshen-'+news,options));
}
}
customElements.define('menshen-gate',Gate);
})();
export const MenshenGate=globalThis.customElements?.get('menshen-gate');
