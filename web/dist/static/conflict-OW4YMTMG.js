import{a,b,c}from"/static/chunk-FUSDJJTV.js";import"/static/chunk-E2G5CZGL.js";import"/static/chunk-BT3J6GOE.js";import"/static/chunk-XDPOMGA2.js";export{a as noteSent,b as notice,c as sentence};
